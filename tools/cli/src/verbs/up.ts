import { DEFAULT_TENANT } from '@stars/contracts';
import type { MessagesLeft } from '@stars/event-bus';
import type { RollOutProgress } from '@stars/roll-out';
import type { Command } from 'commander';
import { openDataFolder } from '../data-folder.js';
import { parseMoment } from '../moment.js';
import { portNumber } from '../option-values.js';
import { LagProgress } from '../prepare.js';
import { Progress } from '../progress.js';
import { type Serving, serveFolder } from '../serve-folder.js';
import { readSettings } from '../settings.js';
import { addVerb, type CommonOptions } from '../verb.js';

export interface ListenVerbOptions extends CommonOptions {
  host: string;
  grpcPort: number;
  httpPort: number;
}

interface UpOptions extends ListenVerbOptions {
  now?: string;
  logLevel: string;
}

export const addListenOptions = (verb: Command): Command =>
  verb
    .option('--host <address>', 'interface to listen on', '127.0.0.1')
    .option('--grpc-port <port>', 'gRPC port, 0 for any free port', portNumber, 50_051)
    .option('--http-port <port>', 'HTTP port, 0 for any free port', portNumber, 8080);

export function addUp(program: Command): void {
  addListenOptions(
    addVerb(program, 'up', 'serve the data folder over gRPC and HTTP until Ctrl-C; ready once the vectors are there'),
  )
    .option('--now <time>', 'the time at the start, for requests that name none: a date or ISO 8601 time')
    .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent', 'warn')
    .action(async (options: UpOptions) => {
      const folder = openDataFolder(options.data);
      const now =
        options.now === undefined ? undefined : parseMoment(options.now, readSettings(folder).time_zone, 'now');
      const progress = new Progress();
      const lag = new LagProgress(progress);
      /** First the backlog, then the vectors of a model that comes into service. */
      let shown: 'backlog' | 'vectors' | 'nothing' = 'backlog';
      const onRollOut = ({ stage, done, total }: RollOutProgress): void => {
        if (shown === 'nothing') return;
        shown = 'vectors';
        progress.update({ label: `Vectors of ${stage}`, done, total });
      };
      const onBacklog = (left: MessagesLeft): void => {
        if (shown === 'backlog') lag.show(left);
      };
      const { host, grpcPort: grpc, httpPort: http, logLevel } = options;
      const serving = await serveFolder(folder, { host, grpcPort: grpc, httpPort: http, logLevel, now, onRollOut });
      const stopped = serving.untilSignal();
      const ready = await isReady(serving, stopped, onBacklog).catch(async (error) => {
        await serving.close();
        throw error;
      });
      shown = 'nothing';
      if (!ready) return;
      progress.finish();
      const { grpcPort, httpPort } = serving.standalone.ports!;
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ host, grpc_port: grpcPort, http_port: httpPort })}\n`);
      } else {
        process.stdout.write(whereToFind(host, grpcPort, httpPort));
        if (serving.standalone.servedVersion(DEFAULT_TENANT) === undefined) {
          process.stdout.write(
            `There is no model yet, so answers are what a user did, best sellers and the newest items. Train one, also while this runs: ` +
              `./stars train --data ${options.data}\n`,
          );
        }
      }
      await stopped;
    });
}

/** Waits until known users get lists of their own; requests are answered meanwhile. False if it was stopped before. */
async function isReady(
  { standalone }: Serving,
  stopped: Promise<void>,
  onProgress: (left: MessagesLeft) => void,
): Promise<boolean> {
  const end = new AbortController();
  const ready = standalone.startUp({ onProgress, signal: end.signal });
  ready.catch(() => undefined);
  const isFirst = await Promise.race([ready.then(() => true), stopped.then(() => false)]);
  end.abort();
  return isFirst;
}

export function whereToFind(host: string, grpcPort: number, httpPort: number): string {
  const name = host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host;
  const url = `${process.env['STARS_TLS_CERT_FILE'] ? 'https' : 'http'}://${name}:${httpPort}`;
  return `Serving: gRPC ${name}:${grpcPort}, HTTP ${url}, page ${url}/ (Ctrl-C ends)\n`;
}

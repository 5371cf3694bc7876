import type { Command } from 'commander';
import { openDataFolder } from '../data-folder.js';
import { parseMoment } from '../moment.js';
import { portNumber } from '../option-values.js';
import { serveFolder } from '../serve-folder.js';
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
  addListenOptions(addVerb(program, 'up', 'serve the data folder over gRPC and HTTP until Ctrl-C'))
    .option('--now <time>', 'the time at the start, for requests that name none: a date or ISO 8601 time')
    .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent', 'info')
    .action(async (options: UpOptions) => {
      const folder = openDataFolder(options.data);
      const now =
        options.now === undefined ? undefined : parseMoment(options.now, readSettings(folder).time_zone, 'now');
      const serving = await serveFolder(folder, { ...options, ...(now === undefined ? { now: undefined } : { now }) });
      const { grpcPort, httpPort } = serving.standalone.ports!;
      const stopped = serving.untilSignal();
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ host: options.host, grpc_port: grpcPort, http_port: httpPort })}\n`);
      } else process.stdout.write(whereToFind(options.host, grpcPort, httpPort));
      await stopped;
    });
}

export function whereToFind(host: string, grpcPort: number, httpPort: number): string {
  const name = host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host;
  return `Serving: gRPC ${name}:${grpcPort}, HTTP http://${name}:${httpPort}, page http://${name}:${httpPort}/ (Ctrl-C ends)\n`;
}

import { type ClientSettings, recommendationClient } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { createLogger } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import { openPorts, tenantNow } from '@stars/stack';
import type { Command } from 'commander';
import { callerSettings } from '../caller-settings.js';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { watched } from '../exclusive-work.js';
import { type ExportReport, exportLists, throwFirstFailure } from '../export/export-lists.js';
import { LIST_FILE_ENDINGS, ListFile } from '../export/list-file.js';
import { userIdsOfFile, userIdsOfStore } from '../export/user-ids.js';
import { addListOptions, type ListOptions, listRequest } from '../list-request.js';
import type { Progress } from '../progress.js';
import { serveFolder } from '../serve-folder.js';
import { stackConfig } from '../stack-config.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface ExportVerbOptions extends CommonOptions, ListOptions {
  out: string;
  users?: string;
  address?: string;
  tenant?: string;
}

/** `./stars export`: the list of every user in a file, for e-mails and other systems. */
export function addExport(program: Command): void {
  const verb = addVerb(
    program,
    'export',
    'write the lists of all users, or of those in a file, as JSON Lines or Parquet',
  )
    .requiredOption('--out <file>', `the file to write, ending in ${LIST_FILE_ENDINGS.join(', ')}`)
    .option('--users <file>', 'ids of users, one on each line (default: all users that are known)')
    .option('--address <host:port>', 'gRPC address of a running server (default: the data folder is served meanwhile)')
    .option('--tenant <id>', 'tenant of the users (default: STARS_TENANT)');
  addListOptions(verb).action(async (options: ExportVerbOptions) => {
    const report = await exportVerb(options);
    printResult(options, report, `${summary(options.out, report)}\n`);
    throwFirstFailure(report);
  });
}

const summary = (path: string, { users, failed, items, degraded }: ExportReport): string =>
  `${path}: ${users - failed} lists with ${items} items${degraded > 0 ? `, ${degraded} of them degraded` : ''}`;

function exportVerb(options: ExportVerbOptions): Promise<ExportReport> {
  const { users, tenant = tenantNow(), out } = options;
  const request = listRequest(options, { tenant_id: tenant });
  return watched(async (progress, signal) => {
    await using file = new ListFile(out);
    await using server = await serverOf(options, progress, signal);
    const userIds = users === undefined ? userIdsOfStore(await server.profiles(), tenant) : userIdsOfFile(users);
    const client = recommendationClient(server.address, server.settings);
    const onProgress = (done: number) => progress.update({ label: 'Lists', done });
    const write = (list: Parameters<ListFile['add']>[0]) => file.add(list);
    try {
      const report = await exportLists({ userIds, client, request, write, signal, onProgress });
      await file.finish();
      progress.finish();
      return report;
    } finally {
      client.close();
    }
  });
}

interface Server extends AsyncDisposable {
  address: string;
  settings: ClientSettings;
  /** Where its users are. */
  profiles(): Promise<ProfileStore>;
}

/** The server at the address, or one over the data folder. */
async function serverOf(
  { address, data }: ExportVerbOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Server> {
  return address === undefined ? ownServer(openDataFolder(data), progress, signal) : runningServer(address, data);
}

/** Its data folder has to be here only if the users come from it. */
function runningServer(address: string, data: string): Server {
  let close = async (): Promise<void> => undefined;
  return {
    address,
    settings: callerSettings(),
    profiles: async () => {
      const logger = createLogger('export', { level: 'warn' });
      const ports = await openPorts(stackConfig(openDataFolder(data)), ['profiles'], { logger });
      close = () => ports.close();
      return ports.profiles;
    },
    [Symbol.asyncDispose]: () => close(),
  };
}

/** Once all that is on the bus is in its answers. Errors: `STARS_UNAVAILABLE` if another process serves the folder. */
async function ownServer(folder: DataFolder, progress: Progress, signal: AbortSignal): Promise<Server> {
  const listen = { host: '127.0.0.1', grpcPort: 0, httpPort: 0, logLevel: 'warn' };
  const { standalone, close } = await serveFolder(folder, listen).catch((error) => {
    if (!isStarsError(error) || error.field !== 'data') throw error;
    const text = `${error.message}; if it is a server, name it: --address 127.0.0.1:50051`;
    throw new StarsError(error.code, text, { field: 'data', cause: error });
  });
  progress.update({ label: 'What is on the bus' });
  try {
    await standalone.drain({ signal });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...standalone.own!,
    profiles: async () => standalone.stack.profiles,
    [Symbol.asyncDispose]: close,
  };
}

import { constants, setPriority } from 'node:os';
import { ContextFollower } from '@stars/inference';
import { createLogger, createMetrics } from '@stars/platform';
import { openPorts, tenantNow } from '@stars/stack';
import { type RefreshCounts, refreshUsers } from '@stars/vectors';
import type { Command } from 'commander';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { modelRegistry } from '../model-registry.js';
import { stackConfig } from '../stack-config.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface RefreshVerbOptions extends CommonOptions {
  tenant?: string;
}

/** `./stars refresh`: makes all users' vectors anew, for example each night, during live updates. */
export function addRefresh(program: Command): void {
  addVerb(program, 'refresh', 'make the vectors of all users anew while others serve, at low priority')
    .option('--tenant <id>', 'tenant of the users (default: STARS_TENANT)')
    .action(async (options: RefreshVerbOptions) => {
      const counts = await refresh(openDataFolder(options.data), options.tenant ?? tenantNow());
      printResult(options, counts, `${renderTable(COLUMNS, counts)}\n`);
    });
}

const COLUMNS: Column<RefreshCounts>[] = [
  { title: 'model', value: ({ version }) => version },
  { title: 'users', value: ({ users }) => users, right: true },
  { title: 'had none', value: ({ missing }) => missing, right: true },
  { title: 'had others', value: ({ moved }) => moved, right: true },
  { title: 'largest difference', value: ({ largestMove }) => largestMove.toExponential(1), right: true },
];

async function refresh(folder: DataFolder, tenant: string): Promise<RefreshCounts[]> {
  setPriority(constants.priority.PRIORITY_LOW);
  const logger = createLogger('refresh', { level: 'warn' });
  return exclusively(folder, ['refresh'], async (progress, signal) => {
    const ports = await openPorts(stackConfig(folder), ['bus', 'profiles', 'catalog'], { logger });
    try {
      return await refreshUsers(
        {
          ...ports,
          context: new ContextFollower(ports.bus, (err) => logger.warn({ err }, 'a context signal cannot be read')),
          models: await modelRegistry(folder),
          logger,
          metrics: createMetrics('refresh', { processMetrics: false }),
        },
        {
          tenant,
          signal,
          onProgress: ({ done, total }) => progress.update({ label: 'Vectors of users', done, total }),
        },
      );
    } finally {
      await ports.close();
    }
  });
}

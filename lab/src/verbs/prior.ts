import { join } from 'node:path';
import { commaList, exclusively, makeDataFolder } from '@stars/cli';
import { StarsError } from '@stars/errors';
import type { Command } from 'commander';
import type { Size } from '../curve/cut-log.js';
import { LOGS, logNamed } from '../logs/all-logs.js';
import type { Log } from '../logs/log.js';
import { collectWindows } from '../prior/collect-windows.js';
import { priorReport } from '../prior/prior-report.js';
import { StoredWindows } from '../prior/prior-window.js';
import { sizes } from './logs.js';

/** Smaller windows have too few sessions. */
const SIZES: readonly Size[] = [300, 1_000, 3_000, 10_000, 'all'];

interface PriorOptions {
  log?: string[];
  size?: Size[];
  anew?: boolean;
  data: string;
}

export function addPrior(program: Command): void {
  program
    .command('prior')
    .description("fit the priors of the second stage's base on several logs, and print them beside those in use")
    .option('--log <names>', 'only these logs, with commas between them (default: all that are not untuned)', commaList)
    .option('--size <sizes>', `only these sizes (default: ${SIZES.join(',')})`, sizes)
    .option('--anew', 'collect again what is stored')
    .option('--data <dir>', 'where logs are imported into and windows are stored', '.stars-lab')
    .action(async ({ log, size = [...SIZES], anew = false, data }: PriorOptions) => {
      const folder = makeDataFolder(data);
      const request = {
        logs: log?.map(tunedLog) ?? LOGS.filter(({ untuned }) => !untuned),
        ...{ sizes: size, anew, root: folder.root, windows: new StoredWindows(join(folder.root, 'prior')) },
      };
      await exclusively(folder, ['evaluate', 'train'], async (progress, signal) => {
        process.stdout.write(`${priorReport(await collectWindows(request, { progress, signal }))}\n`);
      });
    });
}

/** Errors: `STARS_USAGE`, also for a log that nothing may be chosen by. */
function tunedLog(name: string): Log {
  const log = logNamed(name);
  if (log.untuned) throw new StarsError('STARS_USAGE', `nothing may be chosen by ${name}, so no prior is fitted on it`);
  return log;
}

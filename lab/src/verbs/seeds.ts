import { exclusively, makeDataFolder, positiveNumber, wholeNumber } from '@stars/cli';
import type { Split } from '@stars/replay';
import { type Command, Option } from 'commander';
import type { Size } from '../curve/cut-log.js';
import { openLogs } from '../curve/open-logs.js';
import { logNamed } from '../logs/all-logs.js';
import { sizes } from './logs.js';

interface SeedsOptions {
  log: string;
  size: Size[];
  split: Split;
  seed: number;
  sessions: number;
  data: string;
}

/** `./stars lab seeds`: lists because of seeds, beside what anybody could build from the seeds. */
export function addSeeds(program: Command): void {
  program
    .command('seeds')
    .description('compare lists because of seeds with item-kNN, co-purchase counts, texts, popularity and the default')
    .requiredOption('--log <name>', 'a log of ./stars lab logs')
    .option('--size <sizes>', 'of the log before the tested sessions, such as 3000 or all', sizes, ['all'])
    .addOption(new Option('--split <which>', 'tested sessions').choices(['validation', 'test']).default('validation'))
    .option('--sessions <n>', 'most tested sessions', positiveNumber, 2000)
    .option('--seed <n>', 'of the training', wholeNumber, 1)
    .option('--data <dir>', 'where logs are imported into', '.stars-lab')
    .action(async ({ log, size, data, ...asked }: SeedsOptions) => {
      const { measureSeeds } = await import('../seeds/measure-seeds.js');
      const { seedsTable } = await import('../seeds/seeds-text.js');
      const folder = makeDataFolder(data);
      await exclusively(folder, ['evaluate', 'train'], async (progress, signal) => {
        const work = { progress, signal };
        for await (const opened of openLogs({ logs: [logNamed(log)], root: folder.root }, work)) {
          for (const each of size) {
            const rows = await measureSeeds(opened, { ...asked, size: each }, work);
            process.stdout.write(`${log}, size ${each}, ${asked.split}\n\n${seedsTable(rows)}\n`);
          }
        }
      });
    });
}

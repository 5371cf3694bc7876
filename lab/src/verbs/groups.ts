import { exclusively, makeDataFolder, positiveNumber, wholeNumber } from '@stars/cli';
import type { Split } from '@stars/replay';
import { type Command, Option } from 'commander';
import type { Size } from '../curve/cut-log.js';
import { openLogs } from '../curve/open-logs.js';
import { logNamed } from '../logs/all-logs.js';
import { sizes } from './logs.js';

interface GroupsOptions {
  log: string;
  size: Size[];
  split: Split;
  seed: number;
  sessions: number;
  depth: number;
  data: string;
}

/** `./stars lab groups`: categories for a user, beside what anybody could count. */
export function addGroups(program: Command): void {
  program
    .command('groups')
    .description('compare ways to rank categories for a user with what the user chose most, and what sells most')
    .requiredOption('--log <name>', 'a log of ./stars lab logs')
    .option('--size <sizes>', 'of the log before the tested sessions, such as 3000 or all', sizes, ['all'])
    .addOption(new Option('--split <which>', 'tested sessions').choices(['validation', 'test']).default('validation'))
    .option('--sessions <n>', 'most tested sessions', positiveNumber, 2000)
    .option('--depth <n>', 'items of the ranking that count', positiveNumber, 300)
    .option('--seed <n>', 'of the training', wholeNumber, 1)
    .option('--data <dir>', 'where logs are imported into', '.stars-lab')
    .action(async ({ log, size, data, ...asked }: GroupsOptions) => {
      const { measureGroups } = await import('../groups/measure-groups.js');
      const { groupsTable } = await import('../groups/groups-text.js');
      const folder = makeDataFolder(data);
      await exclusively(folder, ['evaluate', 'train'], async (progress, signal) => {
        const work = { progress, signal };
        for await (const opened of openLogs({ logs: [logNamed(log)], root: folder.root }, work)) {
          for (const each of size) {
            const rows = await measureGroups(opened, { ...asked, size: each }, work);
            process.stdout.write(`${log}, size ${each}, ${asked.split}\n\n${groupsTable(rows)}\n`);
          }
        }
      });
    });
}

import { basename, join } from 'node:path';
import { exclusively, makeDataFolder, printJson, wholeNumber } from '@stars/cli';
import type { Split } from '@stars/replay';
import { type Command, Option } from 'commander';

interface BrowsingOptions {
  log: string;
  from?: string;
  split: Split;
  seed: number;
  train: boolean;
  track: boolean;
  data: string;
  json: boolean;
}

/** `./stars lab browsing`: visitors of whom only the session is known. */
export function addBrowsing(program: Command): void {
  program
    .command('browsing')
    .description('measure lists for strangers who look around, beside V-SKNN, item-kNN and what is simpler')
    .requiredOption('--log <name>', 'appliances, rsc15, taobao, or a file: JSON Lines of sessions')
    .option('--from <folder>', 'the folder with the files of a log that has a name')
    .addOption(new Option('--split <which>', 'asked sessions').choices(['validation', 'test']).default('validation'))
    .option('--seed <n>', 'of the training', wholeNumber, 1)
    .option('--no-train', 'ask the model of the run before')
    .option('--track', 'also send the events of each case to the stream, and compare the lists', false)
    .option('--data <dir>', 'where logs are imported into', '.stars-lab/browsing')
    .option('--json', 'print JSON', false)
    .action(async ({ log: name, from, data, json, ...asked }: BrowsingOptions) => {
      const { readLog } = await import('../browsing/read-log.js');
      const { measureBrowsing } = await import('../browsing/measure-browsing.js');
      const { reportText } = await import('../browsing/browsing-text.js');
      const { countTestLook } = await import('../browsing/test-looks.js');
      const log = readLog(name, from);
      const folder = makeDataFolder(join(data, basename(name)));
      await exclusively(folder, ['evaluate', 'train'], async (progress, signal) => {
        const looks = asked.split === 'test' ? countTestLook(folder.root) : undefined;
        const root = join(folder.root, asked.split);
        const report = await measureBrowsing(log, root, asked, { progress, signal });
        if (json) printJson({ ...report, ...(looks === undefined ? {} : { test_looks: looks }) });
        else process.stdout.write(reportText(name, report, looks));
      });
    });
}

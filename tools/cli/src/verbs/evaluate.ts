import { StarsError } from '@stars/errors';
import { type Command, Option } from 'commander';
import { finishedCompleteJourney, importCompleteJourneyInto } from '../complete-journey.js';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { evaluateFolder, type FolderEvaluation, type Protocol } from '../evaluate-folder.js';
import { lockFolder } from '../folder-lock.js';
import { interruptible } from '../interruption.js';
import { positiveNumber, wholeNumber } from '../option-values.js';
import { Progress } from '../progress.js';
import { addSizeOption, type SizeName } from '../size-option.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

interface EvaluateOptions extends CommonOptions {
  protocol?: 'cj-day';
  split?: 'time' | 'leave-one-out';
  from?: string;
  to?: string;
  lists?: string;
  listsExplore?: string;
  size: SizeName;
  seed: number;
  epochs?: number;
}

export function addEvaluate(program: Command): void {
  const verb = addVerb(program, 'evaluate', 'measure the served ranking beside baselines; prepares what is missing')
    .addOption(new Option('--protocol <name>', 'protocol of a public data set').choices(['cj-day']))
    .addOption(new Option('--split <how>', 'for any other data').choices(['time', 'leave-one-out']))
    .option('--from <date>', 'with --split time: first local date that is tested (default: the last tenth)')
    .option('--to <date>', 'with --split time: last local date that is tested')
    .option('--lists <file>', 'write the ranked lists, one test session a line (JSON Lines)')
    .option('--lists-explore <file>', 'the same, without what the user had before');
  addSizeOption(verb)
    .option('--seed <n>', 'seed of everything random', wholeNumber, 1)
    .option('--epochs <n>', 'passes over the data (default: by size)', positiveNumber)
    .action(async (options: EvaluateOptions) => {
      const protocol = protocolOf(options);
      const report = await interruptible((signal) => run(openDataFolder(options.data), protocol, options, signal));
      if (options.json) return printJson(report);
      const { renderReport } = await import('@stars/evaluation');
      process.stdout.write(`${renderReport(report)}\nModel ${report.model_version}\n`);
    });
}

function protocolOf({ protocol, split, from, to }: EvaluateOptions): Protocol {
  if ((protocol === undefined) === (split === undefined)) {
    throw new StarsError('STARS_USAGE', 'say either --protocol cj-day or --split time|leave-one-out');
  }
  if (split !== 'time' && (from ?? to) !== undefined) {
    throw new StarsError('STARS_USAGE', '--from and --to go with --split time');
  }
  return protocol ?? split!;
}

async function run(
  folder: DataFolder,
  protocol: Protocol,
  options: EvaluateOptions,
  signal: AbortSignal,
): Promise<FolderEvaluation> {
  const { size, seed, epochs, from, to, lists, listsExplore } = options;
  const locks = (['evaluate', 'train'] as const).map((work) => lockFolder(folder, work));
  const progress = new Progress();
  try {
    if (protocol === 'cj-day' && !finishedCompleteJourney(folder)) {
      await importCompleteJourneyInto(folder, progress, signal);
    }
    return await evaluateFolder(
      folder,
      {
        protocol,
        training: { size, seed, ...(epochs === undefined ? {} : { epochs }) },
        time: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
        ...(lists === undefined ? {} : { lists }),
        ...(listsExplore === undefined ? {} : { listsExplore }),
      },
      progress,
      signal,
    );
  } finally {
    progress.abandon();
    for (const lock of locks) lock.release();
  }
}

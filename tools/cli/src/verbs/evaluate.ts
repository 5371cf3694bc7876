import { StarsError } from '@stars/errors';
import type { TargetKind } from '@stars/features';
import { type Command, Option } from 'commander';
import { finishedCompleteJourney, importCompleteJourneyInto } from '../complete-journey.js';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { evaluateFolder, type FolderEvaluation, type Protocol } from '../evaluate-folder.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import type { EvaluationScope } from '../evaluation/run-folder.js';
import { reportPaths } from '../evaluation/stored-reports.js';
import { type TableName, tablesOption } from '../evaluation/tables.js';
import { PlannedProgress } from '../evaluation/whole-plan.js';
import { exclusively } from '../exclusive-work.js';
import { positiveNumber, wholeNumber } from '../option-values.js';
import type { Progress } from '../progress.js';
import { readRecipe } from '../recipe-file.js';
import { addSizeOption, type SizeName } from '../size-option.js';
import { addTargetOption } from '../target-option.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

const PROTOCOLS = ['cj-day', 'time', 'leave-one-out'] as const satisfies Protocol[];
const SPLITS = ['test', 'validation'] as const;

interface EvaluateOptions extends CommonOptions {
  protocol?: Protocol;
  split?: (typeof SPLITS)[number] | 'time' | 'leave-one-out';
  tables?: TableName[];
  budget: number;
  from?: string;
  to?: string;
  sample?: number;
  lists?: string;
  listsExplore?: string;
  size: SizeName;
  ablationSize: SizeName;
  seed: number;
  epochs?: number;
  recipe?: string;
  target?: TargetKind;
}

export function addEvaluate(program: Command): void {
  const verb = addVerb(program, 'evaluate', 'compare the served ranking with baselines; prepares what is missing')
    .addOption(new Option('--protocol <name>', 'how sessions are held out').choices(PROTOCOLS))
    .addOption(
      new Option('--split <which>', 'test, or validation for tuning; time and leave-one-out name the protocol').choices(
        [...SPLITS, 'time', 'leave-one-out'],
      ),
    )
    .option('--tables <names>', 'all, or some of 1, 2, 3, figure5: the full report, with every baseline', tablesOption)
    .option(
      '--budget <minutes>',
      'minutes for everything; the ablations of table 3 share what is left',
      positiveNumber,
      110,
    )
    .option('--from <date>', 'protocol time: first local date that is tested (default: the last tenth)')
    .option('--to <date>', 'protocol time: last local date that is tested')
    .option('--sample <n>', 'one user of so many only, for a quick look (default: all users)', positiveNumber)
    .option('--lists <file>', 'write the ranked lists, one session a line (JSON Lines)')
    .option('--lists-explore <file>', 'the same, without items that the user had before');
  addTargetOption(addSizeOption(verb))
    .addOption(
      new Option('--ablation-size <size>', 'size of the variants of table 3')
        .choices(['tiny', 'small', 'base', 'paper'])
        .default('small'),
    )
    .option('--seed <n>', 'seed of everything random', wholeNumber, 1)
    .option('--epochs <n>', 'passes over the data (default: by size)', positiveNumber)
    .option('--recipe <file>', 'JSON of the differences from the recipe of the size, as for train')
    .action(async (options: EvaluateOptions) => {
      const scope = scopeOf(options);
      const folder = openDataFolder(options.data);
      const report = await run(folder, scope, options);
      if (options.json) return printJson(report);
      const { renderReport } = await import('@stars/evaluation');
      const { json, html } = reportPaths(folder, report);
      process.stdout.write(
        `${renderReport(report)}\n${report.why}\nModel ${report.model_version}\nReport ${html}\n       ${json}\n`,
      );
    });
}

/** `--split time` and `--split leave-one-out` are short for the protocol of that name with split `test`. */
function scopeOf({ protocol, split, from, to, target, sample }: EvaluateOptions): EvaluationScope {
  const named = PROTOCOLS.find((name) => name === split);
  if ((protocol === undefined) === (named === undefined)) {
    throw new StarsError(
      'STARS_USAGE',
      'say either --protocol cj-day|time|leave-one-out or --split time|leave-one-out',
    );
  }
  const chosen = protocol ?? named!;
  if (chosen !== 'time' && (from ?? to) !== undefined) {
    throw new StarsError('STARS_USAGE', '--from and --to go with --protocol time');
  }
  return {
    protocol: chosen,
    split: split === 'validation' ? split : 'test',
    time: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    ...(target ? { target } : {}),
    ...(sample === undefined ? {} : { sample }),
  };
}

async function run(folder: DataFolder, scope: EvaluationScope, options: EvaluateOptions): Promise<FolderEvaluation> {
  const { size, ablationSize, seed, epochs, lists, listsExplore, tables = [], budget: budgetMinutes } = options;
  const recipe = options.recipe === undefined ? undefined : await readRecipe(options.recipe, size);
  const imported = scope.protocol !== 'cj-day' || finishedCompleteJourney(folder) !== undefined;
  const plan = evaluationPlan({ size, tables, budgetMinutes, imported });
  const request = {
    ...scope,
    training: { size, seed, ...(epochs === undefined ? {} : { epochs }), ...(recipe ? { recipe } : {}) },
    tables,
    budgetMinutes,
    ablationSize,
    ...(lists === undefined ? {} : { lists }),
    ...(listsExplore === undefined ? {} : { listsExplore }),
  };
  const work = async (progress: Progress, signal: AbortSignal): Promise<FolderEvaluation> => {
    if (!imported) {
      plan.enter('import');
      await importCompleteJourneyInto(folder, progress, signal);
    }
    return evaluateFolder(folder, request, { plan, progress, signal });
  };
  return exclusively(folder, ['evaluate', 'train'], work, new PlannedProgress(plan));
}

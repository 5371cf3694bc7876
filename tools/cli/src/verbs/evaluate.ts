import { StarsError } from '@stars/errors';
import type { TargetKind } from '@stars/features';
import { type Command, Option } from 'commander';
import { ensureCompleteJourney, finishedCompleteJourney, importCompleteJourneyInto } from '../complete-journey.js';
import { type DataFolder, makeDataFolder, openDataFolder } from '../data-folder.js';
import { evaluateFolder, type FolderEvaluation, type Protocol } from '../evaluate-folder.js';
import { evaluationPlan } from '../evaluation/evaluation-plan.js';
import type { EvaluationScope } from '../evaluation/run-folder.js';
import { reportPaths } from '../evaluation/stored-reports.js';
import { type TableName, tablesOption } from '../evaluation/tables.js';
import { PlannedProgress } from '../evaluation/whole-plan.js';
import { exclusively } from '../exclusive-work.js';
import { withBus } from '../open-bus.js';
import { positiveNumber, wholeNumber } from '../option-values.js';
import type { Progress } from '../progress.js';
import { readRecipe } from '../recipe-file.js';
import { addSizeLikeServed, type SizeName } from '../size-option.js';
import { addTargetOption } from '../target-option.js';
import type { TrainingRequest } from '../train-model.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

const PROTOCOLS = ['cj-day', 'time', 'leave-one-out'] as const satisfies Protocol[];
const SPLITS = ['test', 'validation'] as const;

interface EvaluateOptions extends CommonOptions {
  protocol?: Protocol;
  split?: (typeof SPLITS)[number] | 'time' | 'leave-one-out';
  tables?: TableName[];
  ablate?: 'second-stage';
  from?: string;
  to?: string;
  sample?: number;
  replay?: 'morning' | 'both';
  lists?: string;
  listsExplore?: string;
  size?: SizeName;
  seed?: number;
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
    .option(
      '--tables <names>',
      'all, or some of 1, 2, figure5, signals, studies: the full report, with every baseline; of signals and studies alone, with the quick ones',
      tablesOption,
    )
    .addOption(
      new Option(
        '--ablate <part>',
        'what each group of columns, and the transformer, is worth to the second stage: on the validation split',
      ).choices(['second-stage']),
    )
    .option('--from <date>', 'protocol time: first local date that is tested (default: the last tenth)')
    .option('--to <date>', 'protocol time: last local date that is tested')
    .option('--sample <n>', 'one user of so many only, for a quick look (default: all users)', positiveNumber)
    .addOption(
      new Option(
        '--replay <order>',
        'serve the tested days from a running system too, and compare the lists: each day before its events, or both, also in the true order of time',
      ).choices(['morning', 'both']),
    )
    .option('--lists <file>', 'write the ranked lists, one session a line (JSON Lines)')
    .option('--lists-explore <file>', 'the same, without items that the user had before');
  addTargetOption(addSizeLikeServed(verb))
    .option('--seed <n>', 'seed of everything random (default: as the model that serves, or 1)', wholeNumber)
    .option('--epochs <n>', 'passes over the data (default: by recipe)', positiveNumber)
    .option(
      '--recipe <file>',
      'JSON of the differences from the recipe of the size (default: as the model that serves)',
    )
    .action(async (options: EvaluateOptions) => {
      const scope = scopeOf(options);
      // Complete Journey is imported if it is not there yet.
      const folder = (scope.protocol === 'cj-day' ? makeDataFolder : openDataFolder)(options.data);
      if (options.ablate) return ablate(folder, scope, options);
      const report = await run(folder, scope, options);
      if (options.json) return printJson(report);
      process.stdout.write(await rendered(folder, report));
    });
}

async function rendered(folder: DataFolder, report: FolderEvaluation): Promise<string> {
  const { renderReport, servedVerdict } = await import('@stars/evaluation');
  const { replayLines } = await import('../served-replay/replay-lines.js');
  const { json, html } = reportPaths(folder, report);
  const { simple_ranking: simple, why, model_version: version } = report;
  const instead = simple
    ? ` It serves ${simple} in place of what it learned, which was behind on held-out sessions.`
    : '';
  const lines = [why, `Model ${version}`, `Report ${html}`, `       ${json}`, `${servedVerdict(report)}${instead}`];
  return `${renderReport(report)}\n${replayLines(report.replay)}${lines.join('\n').trimEnd()}\n`;
}

/** `--split time` and `--split leave-one-out` are short for the protocol of that name with split `test`. */
function scopeOf({ protocol, split, from, to, sample, target, ablate, replay }: EvaluateOptions): EvaluationScope {
  const named = PROTOCOLS.find((name) => name === split);
  if (protocol !== undefined && named !== undefined) {
    throw new StarsError('STARS_USAGE', `--split ${named} is short for --protocol ${named}: say one of the two`);
  }
  if (protocol === undefined && named === undefined) {
    throw new StarsError(
      'STARS_USAGE',
      'say how sessions are held out: --protocol time (the last days), leave-one-out (the last event of each user) or cj-day (the public data set)',
    );
  }
  const chosen = protocol ?? named!;
  if (chosen === 'leave-one-out' && replay !== undefined) {
    throw new StarsError('STARS_USAGE', '--replay goes with days: --protocol time or cj-day');
  }
  if (chosen !== 'time' && (from ?? to) !== undefined) {
    throw new StarsError('STARS_USAGE', '--from and --to go with --protocol time');
  }
  if (ablate && split !== undefined && split !== 'validation') {
    throw new StarsError(
      'STARS_USAGE',
      '--ablate measures on the sessions before the test: say --split validation, or nothing',
    );
  }
  return {
    protocol: chosen,
    split: split === 'validation' || ablate ? 'validation' : 'test',
    time: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    ...(sample === undefined ? {} : { sample }),
    ...(target ? { target } : {}),
  };
}

async function ablate(folder: DataFolder, scope: EvaluationScope, options: EvaluateOptions): Promise<void> {
  const { ablateSecondStageIn } = await import('../evaluation/second-stage-ablation.js');
  const { servedTarget, ...training } = await trainingOf(folder, options);
  const request = { ...scope, training, ...(servedTarget ? { servedTarget } : {}) };
  const work = async (progress: Progress, signal: AbortSignal) => {
    if (scope.protocol === 'cj-day') await ensureCompleteJourney(folder, progress, signal);
    return ablateSecondStageIn(folder, request, progress, signal);
  };
  const ablation = await exclusively(folder, ['evaluate', 'train'], work);
  if (options.json) return printJson(ablation);
  const { renderSecondStageAblation } = await import('@stars/evaluation');
  process.stdout.write(`${renderSecondStageAblation(ablation.rows)}\nTables ${ablation.path}\n`);
}

async function run(folder: DataFolder, scope: EvaluationScope, options: EvaluateOptions): Promise<FolderEvaluation> {
  const { lists, listsExplore, tables = [], replay } = options;
  const { servedTarget, ...training } = await trainingOf(folder, options);
  const imported = scope.protocol !== 'cj-day' || finishedCompleteJourney(folder) !== undefined;
  const plan = evaluationPlan({
    size: training.size,
    tables,
    imported,
    replays: replay === 'both' ? 2 : replay ? 1 : 0,
  });
  const request = {
    ...scope,
    training,
    ...(servedTarget ? { servedTarget } : {}),
    tables,
    ...(replay === undefined ? {} : { replay }),
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

interface TrainingOfModel extends Pick<TrainingRequest, 'epochs' | 'recipe'> {
  size: SizeName;
  seed: number;
  servedTarget?: TargetKind;
}

/** The training whose model is measured: that of the model that serves, but for what the options say. */
async function trainingOf(folder: DataFolder, options: EvaluateOptions): Promise<TrainingOfModel> {
  const { size, seed, epochs } = options;
  const { servedTraining } = await import('../evaluation/served-training.js');
  const served = size === undefined ? await withBus(folder, (bus) => servedTraining(folder, bus)) : undefined;
  const chosen = size ?? served?.size ?? 'small';
  const likeServed = options.recipe === undefined ? served : undefined;
  const recipe = options.recipe === undefined ? served?.recipe : await readRecipe(options.recipe);
  if (served) {
    const same = likeServed ? 'size and recipe' : 'size';
    process.stderr.write(`! The ${same} of ${served.version} are measured; --size and --recipe choose others.\n`);
  }
  return {
    size: chosen,
    seed: seed ?? served?.seed ?? 1,
    ...(epochs === undefined ? {} : { epochs }),
    ...(recipe ? { recipe } : {}),
    ...(likeServed?.target ? { servedTarget: likeServed.target } : {}),
  };
}

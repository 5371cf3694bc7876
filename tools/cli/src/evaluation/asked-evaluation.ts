import { StarsError } from '@stars/errors';
import type { TargetKind } from '@stars/features';
import { type Command, Option } from 'commander';
import { finishedCompleteJourney, importCompleteJourneyInto } from '../complete-journey.js';
import { type DataFolder, makeDataFolder, openDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { withBus } from '../open-bus.js';
import { positiveNumber, wholeNumber } from '../option-values.js';
import type { Progress } from '../progress.js';
import { readRecipe } from '../recipe-file.js';
import { addSizeLikeServed, type SizeName } from '../size-option.js';
import { addTargetOption } from '../target-option.js';
import type { TrainingRequest } from '../train-model.js';
import type { CommonOptions } from '../verb.js';
import type { EvaluationRequest, Watch } from './prepared.js';
import type { EvaluationScope, Protocol } from './run-folder.js';

const PROTOCOLS = ['cj-day', 'time', 'leave-one-out'] as const satisfies Protocol[];
const SPLITS = ['test', 'validation'] as const;

export interface EvaluationOptions extends CommonOptions {
  protocol?: Protocol;
  split?: (typeof SPLITS)[number] | 'time' | 'leave-one-out';
  from?: string;
  to?: string;
  sample?: number;
  lists?: string;
  listsExplore?: string;
  size?: SizeName;
  seed?: number;
  epochs?: number;
  recipe?: string;
  target?: TargetKind;
}

/** What every verb that evaluates can be asked. */
export function addEvaluationOptions(verb: Command): Command {
  verb
    .addOption(new Option('--protocol <name>', 'how sessions are held out').choices(PROTOCOLS))
    .addOption(
      new Option('--split <which>', 'test, or validation for tuning; time and leave-one-out name the protocol').choices(
        [...SPLITS, 'time', 'leave-one-out'],
      ),
    )
    .option('--from <date>', 'protocol time: first local date that is tested (default: the last tenth)')
    .option('--to <date>', 'protocol time: last local date that is tested')
    .option('--sample <n>', 'one user of so many only, for a quick look (default: all users)', positiveNumber)
    .option('--lists <file>', 'write the ranked lists, one session a line (JSON Lines)')
    .option('--lists-explore <file>', 'the same, without items that the user had before');
  return addTargetOption(addSizeLikeServed(verb))
    .option('--seed <n>', 'seed of everything random (default: as the model that serves, or 1)', wholeNumber)
    .option('--epochs <n>', 'passes over the data (default: by recipe)', positiveNumber)
    .option(
      '--recipe <file>',
      'JSON of the differences from the recipe of the size (default: as the model that serves)',
    );
}

/** Evaluates what the options ask for, with the data folder to itself. Complete Journey is imported if it is not there yet. */
export async function evaluateAsked<T>(
  options: EvaluationOptions,
  evaluate: (folder: DataFolder, request: EvaluationRequest, watch: Watch) => Promise<T>,
): Promise<{ folder: DataFolder; result: T }> {
  const scope = scopeOf(options);
  const folder = (scope.protocol === 'cj-day' ? makeDataFolder : openDataFolder)(options.data);
  const { lists, listsExplore } = options;
  const { servedTarget, ...training } = await trainingOf(folder, options);
  const imported = scope.protocol !== 'cj-day' || finishedCompleteJourney(folder) !== undefined;
  const request = {
    ...scope,
    training,
    ...(servedTarget ? { servedTarget } : {}),
    ...(lists === undefined ? {} : { lists }),
    ...(listsExplore === undefined ? {} : { listsExplore }),
  };
  const work = async (progress: Progress, signal: AbortSignal): Promise<T> => {
    if (!imported) await importCompleteJourneyInto(folder, progress, signal);
    return evaluate(folder, request, { progress, signal });
  };
  const result = await exclusively(folder, ['evaluate', 'train'], work);
  return { folder, result };
}

/** `--split time` and `--split leave-one-out` are short for the protocol of that name with split `test`. */
function scopeOf({ protocol, split, from, to, sample, target }: EvaluationOptions): EvaluationScope {
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
  if (chosen !== 'time' && (from ?? to) !== undefined) {
    throw new StarsError('STARS_USAGE', '--from and --to go with --protocol time');
  }
  return {
    protocol: chosen,
    split: split === 'validation' ? 'validation' : 'test',
    time: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    ...(sample === undefined ? {} : { sample }),
    ...(target ? { target } : {}),
  };
}

interface TrainingOfModel extends Pick<TrainingRequest, 'epochs' | 'recipe'> {
  size: SizeName;
  seed: number;
  servedTarget?: TargetKind;
}

/** The training whose model is measured: that of the model that serves, but for what the options say. */
async function trainingOf(folder: DataFolder, options: EvaluationOptions): Promise<TrainingOfModel> {
  const { size, seed, epochs } = options;
  const { servedTraining } = await import('./served-training.js');
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

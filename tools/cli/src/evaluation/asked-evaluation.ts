import { StarsError } from '@stars/errors';
import type { TargetKind } from '@stars/features';
import { type Command, Option } from 'commander';
import { finishedCompleteJourney, importCompleteJourneyInto } from '../complete-journey.js';
import { type DataFolder, makeDataFolder, openDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { withBus } from '../open-bus.js';
import { positiveNumber, wholeNumber } from '../option-values.js';
import { readRecipe } from '../recipe-file.js';
import { addSizeLikeServed, type SizeName } from '../size-option.js';
import { addTargetOption } from '../target-option.js';
import type { CommonOptions } from '../verb.js';
import type { EvaluationRequest, Watch } from './prepared.js';
import type { EvaluationScope, Protocol } from './run-folder.js';
import { servedTraining } from './served-training.js';

const PROTOCOLS = ['cj-day', 'time', 'leave-one-out'] as const satisfies Protocol[];
const SPLITS = ['test', 'validation'] as const;

export interface EvaluationOptions extends CommonOptions {
  protocol: Protocol;
  split?: (typeof SPLITS)[number];
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
    .addOption(
      new Option(
        '--protocol <name>',
        'how sessions are held out: the last days (time), the last event of each user (leave-one-out), or as of the public data set (cj-day)',
      )
        .choices(PROTOCOLS)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--split <which>', 'test, or validation for tuning (default: test)').choices(SPLITS))
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
  const request = { ...scope, training, servedTarget, lists, listsExplore };
  const result = await exclusively(folder, ['evaluate', 'train'], async (progress, signal) => {
    if (!imported) await importCompleteJourneyInto(folder, progress, signal);
    return evaluate(folder, request, { progress, signal });
  });
  return { folder, result };
}

function scopeOf({ protocol, split = 'test', from, to, sample, target }: EvaluationOptions): EvaluationScope {
  if (protocol !== 'time' && (from ?? to) !== undefined) {
    throw new StarsError('STARS_USAGE', '--from and --to go with --protocol time');
  }
  return { protocol, split, time: { from, to }, sample, target };
}

/** The training whose model is measured: that of the model that serves, but for what the options say. */
async function trainingOf(folder: DataFolder, options: EvaluationOptions) {
  const { size, seed, epochs } = options;
  const served = size === undefined ? await withBus(folder, (bus) => servedTraining(folder, bus)) : undefined;
  const likeServed = options.recipe === undefined ? served : undefined;
  const recipe = options.recipe === undefined ? served?.recipe : await readRecipe(options.recipe);
  if (served) {
    const same = likeServed ? 'size and recipe' : 'size';
    process.stderr.write(`! The ${same} of ${served.version} are measured; --size and --recipe choose others.\n`);
  }
  return {
    ...{ size: size ?? served?.size ?? 'small', seed: seed ?? served?.seed ?? 1 },
    ...{ epochs, recipe, servedTarget: likeServed?.target },
  };
}

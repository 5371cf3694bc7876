import {
  addSizeOption,
  addTargetOption,
  addVerb,
  type CommonOptions,
  decimalNumber,
  ensureCompleteJourney,
  exclusively,
  makeDataFolder,
  openDataFolder,
  type Protocol,
  positiveNumber,
  prepareFolder,
  printJson,
  readRecipe,
  type SizeName,
  wholeNumber,
  withBus,
} from '@stars/cli';
import type { TargetKind } from '@stars/features';
import { type Command, Option } from 'commander';
import type { ColdStartReport } from '../cold-start/cold-start.js';

interface ColdStartOptions extends CommonOptions {
  protocol: Protocol;
  split: 'test' | 'validation';
  size: SizeName;
  seed: number;
  share: number;
  steps?: number;
  recipe?: string;
  target?: TargetKind;
}

/** `./stars lab cold-start`: are items found that the model was not trained on? */
export function addColdStart(program: Command): void {
  const verb = addVerb(
    program,
    'cold-start',
    'hold items out of training, announce them, and measure whether they are found',
  )
    .addOption(
      new Option('--protocol <name>', 'protocol that chooses the sessions')
        .choices(['cj-day', 'time', 'leave-one-out'])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--split <which>', 'test, or validation').choices(['test', 'validation']).default('test'))
    .option('--share <share>', 'share of the distinct texts that is held out', decimalNumber, 0.1)
    .option('--steps <n>', 'most steps of each training (default: the epochs of the size)', positiveNumber)
    .option('--recipe <file>', 'JSON of the differences from the recipe of the size');
  addTargetOption(addSizeOption(verb))
    .option('--seed <n>', 'seed of everything random', wholeNumber, 1)
    .action(async (options: ColdStartOptions) => {
      const { renderColdStart } = await import('../cold-start/cold-start-text.js');
      const report = await run(options);
      if (options.json) printJson(report);
      else process.stdout.write(renderColdStart(report));
    });
}

async function run(options: ColdStartOptions): Promise<ColdStartReport> {
  const { evaluateColdStart } = await import('../cold-start/cold-start.js');
  const { readData } = await import('@stars/cli');
  const { protocol, split, size, seed, share, steps, target } = options;
  const recipe = options.recipe === undefined ? {} : await readRecipe(options.recipe);
  // Complete Journey is imported if it is not there yet.
  const folder = (protocol === 'cj-day' ? makeDataFolder : openDataFolder)(options.data);
  const request = {
    ...{ protocol, split, time: {}, size, seed, share, recipe },
    ...(steps === undefined ? {} : { steps }),
    ...(target ? { target } : {}),
  };
  return exclusively(folder, ['evaluate', 'train'], async (progress, signal) => {
    if (protocol === 'cj-day') await ensureCompleteJourney(folder, progress, signal);
    await prepareFolder(folder, 'features', progress, signal);
    return withBus(folder, async (bus) => {
      const data = await readData(folder, progress, signal);
      return evaluateColdStart(folder, bus, data, request, progress, signal);
    });
  });
}

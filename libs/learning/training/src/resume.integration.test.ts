import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTrainingData, type TrainingData } from '@stars/features';
import { decodeSafetensors } from '@stars/inference';
import { oneCycle } from '@stars/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecipeChanges } from './recipe-changes.js';
import { type ShopOnABus, shopOnABus } from './testing/shop-on-a-bus.js';
import { train } from './train.js';
import type { TrainOptions } from './train-options.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
const VALIDATION = { share: 0.2, every: 0.5, patience: 3, users: 20, refit: true } as const;
// Dropout, δ thawed in the middle, contexts dropped: everything random that a checkpoint must bring back. the recent popularity prior and
// the offsets are as `small` has them.
const RECIPE: RecipeChanges = {
  ...{ epochs: 3, batchSize: 6, deltaFrozenEpochs: 1, contextDropout: 0.2 },
  size: { dropout: 0.1, priorPlace: 'both', priorWeight: -1, priorDays: 14, offsetBound: 0.3 },
};

let world: ShopOnABus;
let data: TrainingData;
let nextSeed = 100;

beforeAll(async () => {
  world = await shopOnABus({ seed: 5, users: 24, items: 30, days: 40, nextItemShare: 0.5 });
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
}, 60_000);
afterAll(async () => {
  await world?.close();
});

/** Trains in the run's folder and returns what it left behind. */
async function trained(options: Partial<TrainOptions>) {
  const report = await train({
    bus: world.bus,
    data,
    dataDir: world.dataDir,
    place: PLACE,
    size: 'tiny',
    now: 0,
    publish: false,
    ...options,
  });
  const weights = readFileSync(join(world.dataDir, 'models', report.version, 'weights.safetensors')).toString('base64');
  const curves = readFileSync(join(report.runFolder, 'curves.jsonl'), 'utf8');
  return { report, weights, curves };
}

/** Forgets a model and its run, so that the same inputs train again. */
function forget(version: string): void {
  for (const folder of ['models', 'runs'])
    rmSync(join(world.dataDir, folder, version), { recursive: true, force: true });
}

/** Trains and dies after `steps` steps of `stage`, two after the last checkpoint. */
async function interrupted(options: Partial<TrainOptions>, stage: 'fit' | 'refit', steps: number): Promise<void> {
  let [running, asked] = ['', 0];
  const signal = {
    // Checked before every step.
    get aborted(): boolean {
      if (running === stage && ++asked >= steps) throw new Error('killed');
      return false;
    },
  } as AbortSignal;
  const killed = trained({
    ...options,
    signal,
    checkpoints: { everyMs: Number.POSITIVE_INFINITY, everySteps: steps - 2 },
    onProgress: ({ fit }) => {
      running = fit?.stage ?? '';
    },
  });
  await expect(killed).rejects.toThrow('killed');
}

const runFolders = (): string[] => readdirSync(join(world.dataDir, 'runs'));

describe.each([
  ['without a validation', RECIPE, ['fit']],
  ['with early stopping and a refit', { ...RECIPE, validation: VALIDATION }, ['fit', 'refit']],
] as [string, RecipeChanges, ('fit' | 'refit')[]][])('a run %s', (_, recipe, stages) => {
  it.each(stages)('interrupted in its %s resumes to the same weights and curves, bit for bit', async (stage) => {
    const seed = nextSeed++;
    const calm = await trained({ seed, recipe });
    forget(calm.report.version);
    await interrupted({ seed, recipe }, stage, 7);
    expect(readdirSync(calm.report.runFolder)).toContain(`${stage}.checkpoint`);
    const resumed = await trained({ seed, recipe });
    expect(resumed.report.version).toBe(calm.report.version);
    expect(resumed.weights).toBe(calm.weights);
    const { values } = decodeSafetensors(Buffer.from(resumed.weights, 'base64'), 'weights').get('repeat.next.ages')!;
    // The repeat head is among what was learned: at the start all are alike.
    expect(new Set(values).size).toBeGreaterThan(1);
    expect(resumed.curves).toBe(calm.curves);
    expect(
      readdirSync(resumed.report.runFolder)
        // An unpublished run keeps its first fit for evaluations.
        .filter((name) => !name.startsWith('fitted'))
        .sort(),
    ).toEqual(['curves.jsonl', 'run.json']);
  });
});

describe('curves', () => {
  it('are in the run’s folder as JSON Lines', async () => {
    const { report, curves } = await trained({ seed: nextSeed++, recipe: { ...RECIPE, validation: VALIDATION } });
    const points = curves
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { stage: string; step: number; [name: string]: number | string });
    for (const stage of ['fit', 'refit']) {
      const own = points.filter((point) => point.stage === stage);
      const steps = own.filter((point) => point['next'] !== undefined);
      expect(steps.length).toBeGreaterThan(10);
      expect(steps.at(-1)!['next']).toBeLessThan(steps[0]!['next'] as number);
    }
    const validated = points.filter((point) => point['validation_ndcg'] !== undefined);
    expect(validated.length).toBeGreaterThanOrEqual(2);
    const best = Math.max(...validated.map((point) => point['validation_ndcg'] as number));
    expect(report.metrics['validation_ndcg']).toBe(best);
    expect(best).toBeGreaterThan(0.15);
    expect(validated.find((point) => point['validation_ndcg'] === best)!.step).toBe(report.metrics['steps']);
    expect(points.filter(({ stage }) => stage === 'refit').at(-1)!.step).toBe(report.metrics['steps']);
  });
});

describe('the schedule', () => {
  it('is one cycle over all steps; δ is frozen for its epochs and then follows its own cycle', async () => {
    const recipe = { ...RECIPE, learningRate: 0.01, deltaLearningRate: 0.03 };
    const { report, curves } = await trained({ seed: nextSeed++, recipe });
    const total = report.metrics['steps']!;
    const points = curves
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { step: number; learning_rate: number; delta_learning_rate: number });
    expect(points.map(({ step }) => step)).toEqual(Array.from({ length: total }, (_, i) => i + 1));
    const frozen = points.findIndex((point) => point.delta_learning_rate > 0);
    // One of three epochs, which differ by a step or two.
    expect(Math.abs(frozen - total / 3)).toBeLessThanOrEqual(2);
    for (const { step, learning_rate, delta_learning_rate } of points) {
      expect(learning_rate).toBe(oneCycle(step - 1, total, 0.01));
      expect(delta_learning_rate).toBe(step <= frozen ? 0 : oneCycle(step - 1, total, 0.03));
    }
  });
});

describe('early stopping', () => {
  it('ends a fit that no longer gains, and publishes its best step if there is no refit', async () => {
    const validation = { ...VALIDATION, patience: 2, refit: false };
    // So large a rate that the model gets worse.
    const { report } = await trained({ seed: 1, recipe: { ...RECIPE, epochs: 12, learningRate: 0.5, validation } });
    const { steps, validation_steps: done, validation_best_step: best } = report.metrics;
    expect(best).toBe(steps);
    expect(done).toBeGreaterThan(best!);
    const run = JSON.parse(readFileSync(join(report.runFolder, 'run.json'), 'utf8'));
    expect(run.recipe.epochs).toBe(12);
    const epochSteps = (done! - best!) / 2 / validation.every;
    expect(done!).toBeLessThan(12 * epochSteps);
  });

  it('warns and trains on everything if there is nothing to hold out', async () => {
    const warnings: string[] = [];
    const validation = { ...VALIDATION, days: 100_000 };
    const recipe = { ...RECIPE, epochs: 1, validation };
    const { report } = await trained({ seed: 2, recipe, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringContaining('nothing is validated')]);
    expect(report.metrics['interactions']).toBe(world.shop.events.length);
  });
});

describe('damage', () => {
  it('to a checkpoint is reported, and the run starts over and gives the same model', async () => {
    const seed = nextSeed++;
    const calm = await trained({ seed, recipe: RECIPE });
    forget(calm.report.version);
    await interrupted({ seed, recipe: RECIPE }, 'fit', 9);
    const { runFolder } = calm.report;
    const file = join(runFolder, readdirSync(runFolder).find((name) => name.endsWith('.checkpoint'))!);
    writeFileSync(file, readFileSync(file).subarray(0, 1000));
    const warnings: string[] = [];
    const again = await trained({ seed, recipe: RECIPE, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringMatching(/checkpoint .*starts over/)]);
    expect(again.weights).toBe(calm.weights);
    expect(again.curves).toBe(calm.curves);
  });

  it('to a published model is found at the next request, and it is trained again', async () => {
    const options = { seed: nextSeed++, recipe: { ...RECIPE, epochs: 1 } };
    const { report, weights } = await trained(options);
    const path = join(world.dataDir, 'models', report.version, 'weights.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(path, bytes);
    const warnings: string[] = [];
    const again = await trained({ ...options, onWarning: (message) => warnings.push(message) });
    expect(again.report.reused).toBe(false);
    expect(again.weights).toBe(weights);
    expect(warnings).toEqual([expect.stringMatching(/weights\.safetensors differs from its digest.*trained anew/)]);
  });

  it('keeps no checkpoint of a complete model', () => {
    for (const folder of runFolders()) {
      const files = readdirSync(join(world.dataDir, 'runs', folder));
      expect(files.filter((name) => /^(re)?fit\.checkpoint/.test(name))).toEqual([]);
      expect(existsSync(join(world.dataDir, 'models', folder, 'manifest.json'))).toBe(true);
    }
  });
});

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InteractionType } from '@stars/contracts';
import { InteractionLogBuilder, LocalClock, loadTrainingData, type TrainingData } from '@stars/features';
import { ModelStore, SECOND_STAGE_FILE, SECOND_STAGE_TENSORS_FILE } from '@stars/inference';
import { EVIDENCE_MONTH, featureNames, MONTH, PURCHASE_DECAYS } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRecipe } from '../check-recipe.js';
import { replaySecondStage } from '../learn-from-window.js';
import type { TrainingRecipe } from '../recipe.js';
import { type ShopOnABus, shopOnABus } from '../testing/shop-on-a-bus.js';
import { train } from '../train.js';
import type { TrainOptions, TrainProgress } from '../train-options.js';
import { VALIDATION_DEFAULTS } from '../validation-recipe.js';
import { baseColumns } from './base-score.js';
import { learnRanker } from './learn-ranker.js';
import type { UserExample } from './second-stage-examples.js';
import { SECOND_STAGE_DEFAULTS } from './second-stage-recipe.js';

const PLACE = { timeZone: 'America/New_York', country: 'US' };
const RECIPE: Partial<TrainingRecipe> = {
  ...{ epochs: 1, batchSize: 16 },
  validation: { ...VALIDATION_DEFAULTS, share: 0.3, every: 0, patience: 0 },
  secondStage: { ...SECOND_STAGE_DEFAULTS, epochs: 2, hidden: 8, sessions: 400 },
};

let world: ShopOnABus;
let data: TrainingData;

beforeAll(async () => {
  const size = { users: 80, items: 150, days: 40, categories: 5, regions: 2 };
  world = await shopOnABus({ seed: 8, ...size, sessionsPerDay: 0.5, nextItemShare: 0.3 });
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
}, 60_000);
afterAll(async () => {
  await world?.close();
});

/** Trains and gives what was stored; `forget` makes the same inputs train again. */
async function trained(options: Partial<TrainOptions> = {}) {
  const warnings: string[] = [];
  const progress: TrainProgress[] = [];
  const report = await train({
    ...{ bus: world.bus, data, dataDir: world.dataDir, place: PLACE, size: 'tiny', now: 0, publish: false },
    recipe: RECIPE,
    onWarning: (message) => warnings.push(message),
    onProgress: (state) => progress.push(state),
    ...options,
  });
  const folder = join(world.dataDir, 'models', report.version);
  const digest = (name: string): string | undefined =>
    existsSync(join(folder, name))
      ? createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')
      : undefined;
  const { secondStage, itemIds } = await new ModelStore(join(world.dataDir, 'models')).load(report.version);
  const files = [SECOND_STAGE_FILE, SECOND_STAGE_TENSORS_FILE, 'weights.safetensors'].map(digest);
  return { report, secondStage, itemIds, warnings, progress, files };
}

function forget(version: string): void {
  for (const folder of ['models', 'runs'])
    rmSync(join(world.dataDir, folder, version), { recursive: true, force: true });
}

describe('a training with a second stage', () => {
  it('stores what scores candidates, and what was known of every item when the log ended', async () => {
    const { report, secondStage, itemIds, progress, warnings } = await trained();
    expect(warnings).toEqual([]);
    // The window chose no number of steps, so the second fit passes over all of the log, not over as much as the first.
    expect(report.metrics['steps']).toBeGreaterThan(1.2 * report.metrics['validation_steps']!);
    const { layout, levels, regions, statistics, all, fresh } = secondStage!;
    const evidence = [
      { name: 'add_to_cart', weight: 0.5 },
      { name: 'view', weight: 0.2 },
    ];
    expect(layout).toMatchObject({ levels: 1, regions: true, evidence });
    const total = (sums: Float64Array): number => sums.reduce((sum, x) => sum + x, 0);
    expect(total(statistics.evidence[1]![EVIDENCE_MONTH]!)).toBeGreaterThan(total(statistics.purchases[MONTH]!));
    expect(layout.signals.map(({ values }) => values.length)).toEqual([1]);
    const learned = [all, fresh];
    expect(learned.map(({ mean }) => mean.length)).toEqual(Array(2).fill(featureNames(layout).length));
    const networks = learned.map(({ linear }) => linear.toString());
    expect(new Set(networks).size).toBe(networks.length);
    expect(new Set(levels[0]).size).toBeGreaterThan(4);
    expect(regions).toEqual(data.log.regions);
    // Distinct (user, day, item) of purchases, by hand.
    const clock = new LocalClock(PLACE.timeZone);
    const last = clock.day(Math.max(...world.shop.events.map(({ time }) => time!.getTime())));
    const purchases = new Map<string, { itemId: string; day: number }>();
    for (const { userId, itemId, type, time } of world.shop.events) {
      if (type !== InteractionType.INTERACTION_TYPE_PURCHASE) continue;
      const day = clock.day(time!.getTime());
      purchases.set(`${userId} ${day} ${itemId}`, { itemId, day });
    }
    const summed = (days: number): number[] =>
      itemIds.map((id) =>
        [...purchases.values()].reduce(
          (sum, { itemId, day }) => sum + (itemId === id ? Math.exp((day - last) / days) : 0),
          0,
        ),
      );
    const expectClose = (found: ArrayLike<number>, wanted: readonly number[]): void => {
      wanted.forEach((x, item) => {
        expect(found[item]).toBeCloseTo(x, 4);
      });
    };
    expect(statistics.day).toBe(last);
    expect([...statistics.all]).toEqual(summed(Number.POSITIVE_INFINITY));
    PURCHASE_DECAYS.forEach((days, d) => {
      expectClose(statistics.purchases[d]!, summed(days));
    });
    const inRegions = itemIds.map((_, i) => [...statistics.regions.values()].reduce((sum, of) => sum + of.get(i), 0));
    expectClose(inRegions, summed(28));
    const states = progress.flatMap((state) => (state.secondStage ? [state.secondStage] : []));
    for (const kind of ['all', 'fresh'] as const) {
      const own = states.filter((state) => state.of === kind);
      const losses = own.flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
      expect(losses.length).toBeGreaterThan(1);
      expect(own.some(({ replayed, sessions }) => replayed === sessions && sessions <= 400)).toBe(true);
    }
  });

  it('replays for a method that is compared what it learned from, with the first fit that the run kept', async () => {
    const { secondStage, report } = await trained();
    const examples: UserExample[] = [];
    const stages = new Set<string>();
    const options = {
      ...{ bus: world.bus, data, dataDir: world.dataDir, place: PLACE, size: 'tiny', now: 0, publish: false },
      recipe: RECIPE,
      onProgress: ({ stage }: TrainProgress) => stages.add(stage),
    } satisfies TrainOptions;
    const names = await replaySecondStage(options, async (window) => {
      await window.replay('all', (example) => examples.push(example));
      return window.names;
    });
    expect(stages).not.toContain('train');
    expect(names).toEqual(featureNames(secondStage!.layout));
    const { seed } = JSON.parse(readFileSync(join(report.runFolder, 'run.json'), 'utf8')) as { seed: number };
    const { weights } = await learnRanker(examples, { names: names!, of: 'all', recipe: RECIPE.secondStage!, seed });
    expect(weights).toEqual(secondStage!.all);
  });

  it('learns the same if everything from `until` on is different', async () => {
    const until = world.shop.events.at(Math.floor(world.shop.events.length * 0.8))!.time!.getTime();
    const builder = new InteractionLogBuilder();
    let altered = 0;
    world.shop.events.forEach(({ userId, itemId, type, time, region, sessionId }, n) => {
      const late = time!.getTime() >= until;
      if (late && n % 3 === 0) return;
      if (late) altered++;
      const item = late ? 'item of the future' : itemId;
      builder.add({
        userId,
        itemId: item,
        type,
        time: time!.getTime(),
        region: late ? 'elsewhere' : region,
        sessionId,
      });
    });
    expect(altered).toBeGreaterThan(100);
    const here = await trained({ until });
    expect(here.secondStage).toBeDefined();
    forget(here.report.version);
    const there = await trained({ until, data: { ...data, log: builder.build() } });
    expect(there.report.reused).toBe(false);
    expect(there.report.version).toBe(here.report.version);
    expect(here.secondStage?.fresh).toBeDefined();
    expect(there.secondStage).toEqual(here.secondStage);
    expect(there.files).toEqual(here.files);
  });

  it('that was interrupted after it was learned ends with the same, bit for bit', { tags: ['long'] }, async () => {
    const calm = await trained({ seed: 21 });
    forget(calm.report.version);
    let stage = '';
    let asked = 0;
    const signal = {
      // Called before every step.
      throwIfAborted: () => undefined,
      get aborted(): boolean {
        if (stage === 'refit' && ++asked > 3) throw new Error('killed');
        return false;
      },
    } as AbortSignal;
    const onProgress = (state: TrainProgress): void => {
      stage = state.fit?.stage ?? '';
    };
    const checkpoints = { everyMs: Number.POSITIVE_INFINITY, everySteps: 2 };
    await expect(trained({ seed: 21, signal, onProgress, checkpoints })).rejects.toThrow('killed');
    const stages: string[] = [];
    const resumed = await trained({
      seed: 21,
      onProgress: ({ fit, secondStage }) => stages.push(fit?.stage ?? secondStage?.of ?? ''),
    });
    expect(new Set(stages)).toEqual(new Set(['', 'all', 'fresh', 'seeded', 'refit']));
    expect(resumed.files).toEqual(calm.files);
  });

  it('stops at an abort while it replays', async () => {
    const abort = new AbortController();
    const onProgress = ({ secondStage }: TrainProgress): void => {
      if (secondStage) abort.abort(new Error('enough'));
    };
    await expect(trained({ seed: 22, signal: abort.signal, onProgress })).rejects.toThrow('enough');
  });
});

describe('a training that is to learn no second stage', () => {
  it('ranks by the base with the weights of its prior', async () => {
    const recipe = { ...RECIPE, ...checkRecipe({ secondStage: null }) };
    const { secondStage, progress } = await trained({ recipe });
    const names = featureNames(secondStage!.layout);
    const prior = new Map(baseColumns('all', names).map(({ name, weight }) => [name, Math.fround(weight)]));
    expect([...secondStage!.all.linear]).toEqual(names.map((name) => prior.get(name) ?? 0));
    expect(progress.filter(({ stage }) => stage === 'secondStage')).toEqual([]);
  });
});

describe('a training with too few sessions for a network', () => {
  it('ranks by the base', async () => {
    const recipe = { ...RECIPE, validation: { ...RECIPE.validation!, days: 4 } };
    const { secondStage } = await trained({ recipe });
    const { layout, all, fresh } = secondStage!;
    const names = featureNames(layout);
    const used = (linear: Float32Array): string[] => names.filter((_, f) => linear[f] !== 0);
    expect([...all.last, ...fresh.last].every((weight) => weight === 0)).toBe(true);
    for (const { linear } of [all, fresh]) expect(used(linear)).toContain('own count, decay 90 days, and popularity');
  });
});

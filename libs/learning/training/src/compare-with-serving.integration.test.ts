import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeInteraction, encodeServedModel, ServedModel, TOPICS } from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import { type ShopOnABus, shopOnABus } from './testing/shop-on-a-bus.js';
import { train } from './train.js';
import type { TrainOptions } from './train-options.js';

const DAY = 86_400_000;
const VALIDATION = { share: 0.4, every: 0, patience: 0, users: 100, refit: true } as const;
const RECIPE: Partial<TrainingRecipe> = { epochs: 4, maxSteps: 60, validation: VALIDATION };
/** A poor model, after hardly any training. */
const POOR: Partial<TrainingRecipe> = { maxSteps: 1 };

let world: ShopOnABus;
let start: number;
let clock = Date.parse('2025-01-01T00:00:00Z');

beforeAll(async () => {
  world = await shopOnABus({ seed: 5, users: 50, items: 25, days: 60, nextItemShare: 0.6 });
  start = world.shop.events[0]!.time!.getTime();
}, 60_000);
afterAll(() => world?.close());

async function trained(options: Partial<TrainOptions>) {
  const warnings: string[] = [];
  const report = await train({
    bus: world.bus,
    dataDir: world.dataDir,
    place: { timeZone: 'UTC', country: 'US' },
    size: 'tiny',
    now: ++clock,
    onWarning: (message) => warnings.push(message),
    ...options,
    recipe: { ...RECIPE, ...options.recipe },
  });
  return { ...report, warnings };
}
const serve = (version: string) =>
  world.bus.publish(TOPICS.servedModels, [
    encodeServedModel(ServedModel.fromPartial({ version, time: new Date(++clock) })),
  ]);

describe('a model that is trained while another one serves', () => {
  it('is compared with it, on sessions that neither has seen', async () => {
    const poor = await trained({ until: start + 41 * DAY, recipe: POOR });
    expect([poor.manifest.comparison, poor.warnings]).toEqual([undefined, []]);
    await serve(poor.version);
    const better = await trained({ until: start + 60 * DAY });
    const { comparison } = better.manifest;
    expect(comparison).toMatchObject({ version: poor.version, metric: 'ndcg@10 of the default answer' });
    // The held-out window begins on day 36; the serving model has seen it up to day 41.
    expect(comparison!.from).toEqual(poor.manifest.dataUntil);
    expect(comparison!.from!.getTime()).toBeGreaterThan(better.metrics['validation_from']!);
    expect(comparison!.sessions).toBeGreaterThan(35);
    // What both know of own purchases and neighbours ranks well, so a poor transformer costs little: they are nearly level.
    expect(comparison!.candidate).not.toBe(comparison!.serving);
    expect(Math.min(comparison!.candidate, comparison!.serving)).toBeGreaterThan(0.4);
    await serve(better.version);
    // The same data: the second fit of the serving model has seen every session.
    const again = await trained({ until: start + 60 * DAY, seed: 2, recipe: POOR });
    expect(again.manifest.comparison).toBeUndefined();
    expect(again.warnings).toEqual([expect.stringContaining('it has seen every session that is held out')]);
  });

  it('is compared by its second stage, which has not learned from the sessions', { tags: ['long'] }, async () => {
    const poor = await trained({ until: start + 41 * DAY, recipe: POOR });
    await serve(poor.version);
    const plain = await trained({ until: start + 60 * DAY });
    const learned: number[] = [];
    const withSecondStage = (options: Partial<TrainOptions>) =>
      trained({
        ...{ until: start + 60 * DAY, recipe: { secondStage: { ...RECIPES.small.secondStage!, epochs: 1 } } },
        onProgress: ({ secondStage }) => secondStage?.of === 'all' && learned.push(secondStage.sessions),
        ...options,
      });
    const [without, withIt] = [plain.manifest.comparison!, (await withSecondStage({})).manifest.comparison!];
    expect(withIt.candidate).not.toBe(without.candidate);
    // The serving model has none: it is asked about a part of the same sessions.
    expect(withIt.sessions).toBeLessThan(without.sessions);
    expect(withIt.sessions).toBeLessThanOrEqual(Math.ceil(learned[0]! / 9));
    const alone = await withSecondStage({ publish: false, seed: 2 });
    expect(alone.manifest.comparison).toBeUndefined();
    // A session that is left out has one moment or more.
    expect(learned.at(-1)! - learned[0]!).toBeGreaterThanOrEqual(withIt.sessions);
  });

  it('warns if the serving model is gone, and is trained all the same', async () => {
    const gone = await trained({ until: start + 42 * DAY, recipe: POOR });
    await serve(gone.version);
    rmSync(join(world.dataDir, 'models', gone.version), { recursive: true });
    const { manifest, warnings } = await trained({ until: start + 59 * DAY, recipe: POOR });
    expect(manifest.comparison).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(`not compared with ${gone.version}`)]);
  });

  it('is compared with one that learned from an event of 9999, on sessions after the training of that one', {
    tags: ['long'],
  }, async () => {
    const [event] = world.shop.events;
    const wrong = { ...event!, eventId: 'of 9999', time: new Date('9999-12-31T00:00:00Z') };
    await world.bus.publish(TOPICS.interactions, [encodeInteraction(wrong)]);
    const created = start + 41 * DAY;
    const unchecked = { aheadMs: Number.MAX_VALUE, behindMs: Number.MAX_VALUE };
    const poor = await trained({ eventTimes: unchecked, now: created, recipe: POOR });
    expect(poor.manifest.dataUntil!.getUTCFullYear()).toBe(9999);
    await serve(poor.version);
    const better = await trained({});
    expect(better.manifest.comparison).toMatchObject({ version: poor.version, from: new Date(created) });
    expect(better.manifest.comparison!.sessions).toBeGreaterThan(35);
    expect(better.warnings).toEqual(['events with wrong times are left out: 1 ahead of the clock, 0 far behind it']);
  });
});

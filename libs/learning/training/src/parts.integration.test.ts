import { join } from 'node:path';
import { type ContextTimeline, loadTrainingData, type TrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { ALL_PARTS, SIZES } from '@stars/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingRecipe } from './recipe.js';
import { type ShopOnABus, shopOnABus } from './testing/shop-on-a-bus.js';
import { train } from './train.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
const NOW = Date.parse('2024-04-01T00:00:00Z');

let world: ShopOnABus;
let data: TrainingData;

beforeAll(async () => {
  world = await shopOnABus({ seed: 5, users: 80, items: 60, days: 60, nextItemShare: 0.5 });
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
}, 120_000);

afterAll(async () => {
  await world?.close();
});

async function trained(recipe: Partial<TrainingRecipe>): Promise<{ model: StarsModel; losses: [number, number] }> {
  const report = await train({
    bus: world.bus,
    dataDir: world.dataDir,
    place: PLACE,
    size: 'tiny',
    now: NOW,
    publish: false,
    recipe: { epochs: 1, ...recipe },
  });
  const model = StarsModel.create(await new ModelStore(join(world.dataDir, 'models')).load(report.version));
  return { model, losses: [report.metrics['loss_next']!, report.metrics['loss_general']!] };
}

/** h_next of the first users with a history, and the rank of their last event's planted successor among all items. */
function successorsFound(model: StarsModel, timeline: ContextTimeline): number {
  const encoded = model.encodeItems(world.features);
  const tokens = new Map(world.features.map(({ itemId }, i) => [itemId, encoded[i]!.token]));
  const histories = world.shop.users
    .map(({ userId }) =>
      world.shop.events
        .filter((event) => event.userId === userId)
        .map(({ itemId, type, time, region }) => ({ itemId, type, time: time!.getTime(), region })),
    )
    .filter((history) => history.length > 3);
  const users = model.encodeUsers(
    histories.map((history) => ({ features: {}, history })),
    tokens,
    timeline,
  );
  const found = users.filter(({ next }, i) => {
    const successor = world.shop.successor.get(histories[i]!.at(-1)!.itemId)!;
    const scores = encoded.map(({ vector }, j) => ({
      id: world.features[j]!.itemId,
      score: vector.reduce((sum, x, k) => sum + x * next[k]!, 0),
    }));
    const own = scores.find(({ id }) => id === successor)!.score;
    return scores.filter(({ score }) => score > own).length < 5;
  });
  return found.length / histories.length;
}

describe('every part of the model at once', () => {
  it('trains, is stored, and serves vectors that find the planted items', async () => {
    const { model, losses } = await trained({
      size: {
        ...SIZES.tiny,
        tagHidden: 8,
        priorWeight: 0.2,
        priorPlace: 'serve',
        offsetBound: 0.3,
      },
      epochs: 12,
      negativeWeight: 0.05,
      auxiliaryWeight: 0.05,
      hardNegatives: 3,
      candidates: 40,
    });
    expect(losses.every(Number.isFinite)).toBe(true);
    const { config } = model;
    expect(config).toMatchObject({
      auxiliary: true,
      tagHidden: 8,
      priorPlace: 'serve',
      offsetBound: 0.3,
    });
    expect(config.servingWidth).toBe(SIZES.tiny.servingWidth + 1);
    expect(model.manifest.servingWidth).toBe(config.servingWidth);
    expect(model.encodeItems(world.features)[0]!.vector.length).toBe(config.servingWidth);
    // Chance is 5 of 60.
    expect(successorsFound(model, data.timeline)).toBeGreaterThan(0.25);
  }, 180_000);
});

describe('a recipe without a part', () => {
  it.each([
    ['text', {}],
    ['tags', { tagCount: 0 }],
    ['context', {}],
    ['user', { userNumericCount: 0, userCategoricalSizes: [] }],
    ['position', {}],
    ['recency', {}],
  ] as const)(
    '%s trains a model without it, and records that',
    async (part, expected) => {
      const { model, losses } = await trained({ parts: { ...ALL_PARTS, [part]: false } });
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(model.config).toMatchObject({ ...expected, parts: { ...ALL_PARTS, [part]: false } });
      expect(successorsFound(model, data.timeline)).toBeGreaterThanOrEqual(0);
    },
    60_000,
  );

  it('switches dependent parts off: no text, no L_aux; no context, no offsets', async () => {
    const size = { ...SIZES.tiny, offsetBound: 0.3 };
    const { model } = await trained({
      size,
      epochs: 1,
      auxiliaryWeight: 0.1,
      parts: { ...ALL_PARTS, text: false, context: false },
    });
    expect(model.config).toMatchObject({ auxiliary: false, offsetBound: 0 });
  }, 60_000);
});

describe('another loss', () => {
  it.each([['a full softmax', { candidates: 1000 }]] as [string, Partial<TrainingRecipe>][])(
    '%s finds the planted items',
    { tags: ['long'], timeout: 120_000 },
    async (_, recipe) => {
      const { model } = await trained({ epochs: 25, ...recipe });
      expect(successorsFound(model, data.timeline)).toBeGreaterThan(0.25);
    },
  );
});

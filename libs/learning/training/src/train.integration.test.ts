import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InteractionType, TOPICS } from '@stars/contracts';
import { type ContextTimeline, loadTrainingData, type TrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ShopOnABus, shopOnABus } from './testing/shop-on-a-bus.js';
import { train } from './train.js';
import type { TrainReport } from './train-options.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
const NOW = Date.parse('2024-04-01T00:00:00Z');

let world: ShopOnABus;
let report: TrainReport;
let model: StarsModel;
let tokens: Map<string, Float32Array>;
let vectors: Map<string, Float32Array>;
let data: TrainingData;

const options = () => ({ bus: world.bus, dataDir: world.dataDir, place: PLACE, size: 'tiny', now: NOW }) as const;
const load = async (version: string): Promise<StarsModel> =>
  StarsModel.create(await new ModelStore(join(world.dataDir, 'models')).load(version));
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const ranking = (h: Float32Array): string[] =>
  [...vectors]
    .map(([id, v]) => ({ id, score: dot(h, v) }))
    .sort((a, b) => b.score - a.score)
    .map(({ id }) => id);

beforeAll(async () => {
  world = await shopOnABus({ seed: 3, users: 150, items: 80, days: 60, nextItemShare: 0.5 });
  report = await train({ ...options(), recipe: { generalWeight: 1, epochs: 16 } });
  model = await load(report.version);
  const encoded = model.encodeItems(world.features);
  tokens = new Map(world.features.map(({ itemId }, i) => [itemId, encoded[i]!.token]));
  vectors = new Map(world.features.map(({ itemId }, i) => [itemId, encoded[i]!.vector]));
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
}, 180_000);

afterAll(async () => {
  await world?.close();
});

/** A user's history as the profile store would return it. */
function historyOf(userId: string) {
  return world.shop.events
    .filter((event) => event.userId === userId)
    .map(({ itemId, type, time, region }) => ({ itemId, type, time: time!.getTime(), region }));
}

const encode = (histories: ReturnType<typeof historyOf>[], timeline: ContextTimeline = data.timeline) =>
  model.encodeUsers(
    histories.map((history) => ({ features: {}, history })),
    tokens,
    timeline,
  );

describe('a model trained on planted patterns', () => {
  it('finds the planted successor with h_next far more often than popularity does', () => {
    const users = world.shop.users.map(({ userId }) => userId);
    const histories = users.map(historyOf).filter((history) => history.length > 3);
    const popular = report.manifest && model.popularity.global.slice(0, 5);
    let [found, popularFound] = [0, 0];
    encode(histories).forEach(({ next }, i) => {
      const successor = world.shop.successor.get(histories[i]!.at(-1)!.itemId)!;
      if (ranking(next).slice(0, 5).includes(successor)) found++;
      if (popular.includes(successor)) popularFound++;
    });
    expect(histories.length).toBeGreaterThan(100);
    // Chance is 5 of 80.
    expect(found / histories.length).toBeGreaterThan(0.35);
    expect(found).toBeGreaterThan(3 * popularFound);
  });

  it('knows the planted successors as items that go together, and few other pairs', () => {
    const ids = model.learnedItems;
    const planted = ids.filter((id) => model.goesWith(id, world.shop.successor.get(id)!)).length;
    const pairs = ids.flatMap((a) => ids.filter((b) => a < b && model.goesWith(a, b))).length;
    expect(planted).toBeGreaterThan(10);
    expect(planted).toBeGreaterThan(0.8 * pairs);
  });

  it('puts more of a user’s favourite categories on top of h_gen than chance would', () => {
    const category = new Map(world.shop.items.map((item) => [item.itemId, item.category.at(-1)!]));
    const users = [...world.shop.tastes].filter(([userId]) => historyOf(userId).length > 10);
    let [liked, expected] = [0, 0];
    encode(users.map(([userId]) => historyOf(userId))).forEach(({ general }, i) => {
      const tastes = users[i]![1] as readonly string[];
      const inTaste = (id: string): boolean =>
        tastes.some((taste) => world.shop.items.find((item) => item.itemId === id)!.category.includes(taste));
      liked += ranking(general).slice(0, 10).filter(inTaste).length / 10;
      expected += [...category.keys()].filter(inTaste).length / category.size;
    });
    expect(users.length).toBeGreaterThan(50);
    // By chance alone the share over several thousand places would deviate by no more than 0.01 to 0.02.
    expect(liked / users.length).toBeGreaterThan((1.3 * expected) / users.length);
  });

  it('records what it was trained on', () => {
    expect(report.reused).toBe(false);
    expect(report.manifest.itemCount).toBe(80);
    expect(report.metrics['interactions']).toBe(world.shop.events.length);
    const times = world.shop.events.map((event) => event.time!.getTime());
    expect(report.manifest.dataFrom!.getTime()).toBe(Math.min(...times));
    expect(report.manifest.dataUntil!.getTime()).toBe(Math.max(...times) + 1);
    expect(report.manifest.signals.map(({ name }) => name)).toContain("New Year's Day");
  });

  it('learns purchases, says so, and stores what else it knows of', () => {
    const purchases = world.shop.events.filter(({ type }) => type === InteractionType.INTERACTION_TYPE_PURCHASE);
    expect(report.why).toContain('Target: purchase');
    expect(report.metrics['target_events']).toBe(purchases.length);
    expect(model.kinds).toMatchObject({
      target: InteractionType.INTERACTION_TYPE_PURCHASE,
      weights: new Map([
        [InteractionType.INTERACTION_TYPE_ADD_TO_CART, 0.5],
        [InteractionType.INTERACTION_TYPE_VIEW, 0.2],
      ]),
    });
    const bought = new Set(purchases.map(({ itemId }) => itemId));
    expect(model.kinds!.neverChosen!.size).toBeGreaterThan(0);
    for (const itemId of model.kinds!.neverChosen!) expect(bought).not.toContain(itemId);
    for (const itemId of model.popularity.global) expect(bought).toContain(itemId);
  });

  it('is announced once, and found at the next request', async () => {
    const again = await train({ ...options(), recipe: { generalWeight: 1, epochs: 16 } });
    expect(again).toMatchObject({ version: report.version, reused: true });
    let manifests = 0;
    for await (const batch of world.bus.read({ topic: TOPICS.models })) manifests += batch.length;
    expect(manifests).toBe(1);
  });

  it('encodes a user the same alone and in a batch, and ignores what has no token', () => {
    const histories = world.shop.users.slice(0, 9).map(({ userId }) => historyOf(userId));
    const together = encode(histories);
    histories.forEach((history, i) => {
      const stranger = { ...history.at(-1)!, itemId: 'never-seen' };
      const [alone] = encode([[...history, stranger]]);
      alone!.next.forEach((x, j) => {
        expect(Math.abs(x - together[i]!.next[j]!)).toBeLessThan(1e-4);
      });
    });
  });

  it('gives an unseen item the vector of its content', () => {
    const known = world.features[0]!;
    const [coldStart, original] = model.encodeItems([{ ...known, itemId: 'brand-new' }, known]);
    const [again] = model.encodeItems([{ ...known, itemId: 'another-new' }]);
    // Some machines round the product of one row and of two rows differently.
    const close = [...again!.vector].map((x) => expect.closeTo(x, 5));
    expect([...coldStart!.vector]).toEqual(close);
    expect([...original!.vector]).not.toEqual(close);
  });
});

describe('training again', () => {
  it('gives the same bits for the same seed, and others for another', async () => {
    const weights = async (seed: number, nth: number): Promise<string> => {
      const other = await train({
        ...options(),
        seed,
        now: NOW + nth,
        recipe: { epochs: 1, weightDecay: 0.01 + nth * 1e-12 },
        publish: false,
      });
      return readFileSync(join(world.dataDir, 'models', other.version, 'weights.safetensors')).toString('base64');
    };
    const first = await weights(7, 1);
    // Another version, so that it really trains; the decay differs by less than a float32 can hold.
    expect(await weights(7, 2)).toBe(first);
    expect(await weights(8, 1)).not.toBe(first);
  }, 120_000);

  it('looks at nothing after `until`', async () => {
    const until = Date.parse('2024-02-01T00:00:00Z');
    const early = await train({ ...options(), until, recipe: { epochs: 1 }, publish: false });
    expect(early.manifest.dataUntil!.getTime()).toBeLessThanOrEqual(until);
    expect(early.metrics['interactions']).toBe(
      world.shop.events.filter((event) => event.time!.getTime() < until).length,
    );
  });

  it('fails with an error if there is nothing to learn from', async () => {
    await expect(train({ ...options(), until: 1 })).rejects.toMatchObject({ code: 'STARS_NOT_ENOUGH_DATA' });
  });
});

describe('a damaged model', () => {
  const store = () => new ModelStore(join(world.dataDir, 'models'));
  const copyOf = async (recipe: { epochs: number }, seed: number) => {
    const { version } = await train({ ...options(), seed, recipe, publish: false });
    return { version, weights: join(world.dataDir, 'models', version, 'weights.safetensors') };
  };

  it.each([
    ['truncated', (path: string) => truncateSync(path, 1000)],
    [
      'altered',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 5]! ^= 1;
        writeFileSync(path, bytes);
      },
    ],
  ])('%s is refused with its name', async (kind, damage) => {
    const { version, weights } = await copyOf({ epochs: 1 }, kind === 'truncated' ? 21 : 22);
    damage(weights);
    await expect(store().load(version)).rejects.toMatchObject({
      code: 'STARS_MODEL_CORRUPT',
      message: expect.stringContaining('weights.safetensors'),
    });
  });

  it('missing is not found', async () => {
    await expect(store().load('no-such-model')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
  });
});

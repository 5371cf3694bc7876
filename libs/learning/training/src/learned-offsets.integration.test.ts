import { join } from 'node:path';
import { loadTrainingData, SignalRules, type TrainingData, TrustedContext } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { SIZES } from '@stars/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ShopOnABus, shopOnABus } from './testing/shop-on-a-bus.js';
import { train } from './train.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
const DAY_MS = 86_400_000;

let world: ShopOnABus;
let data: TrainingData;
let model: StarsModel;

beforeAll(async () => {
  world = await shopOnABus({ seed: 3, users: 150, items: 80, days: 60, heatShare: 0.5, offerShare: 0.25 });
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
  const { version } = await train({
    bus: world.bus,
    dataDir: world.dataDir,
    place: PLACE,
    size: 'tiny',
    now: Date.parse('2024-04-01T00:00:00Z'),
    publish: false,
    data,
    recipe: { epochs: 8, size: { ...SIZES.tiny, offsetBound: 0.8 } },
  });
  model = StarsModel.create(await new ModelStore(join(world.dataDir, 'models')).load(version));
}, 300_000);

afterAll(async () => {
  await world?.close();
});

/** Users on the last day, and two moments: one in a heatwave, and one without. */
function usersAndMoments() {
  const tokens = new Map(model.encodeItems(world.features).map(({ token }, i) => [world.features[i]!.itemId, token]));
  const histories = world.shop.users.map(({ userId }) =>
    world.shop.events
      .filter((event) => event.userId === userId)
      .map(({ itemId, type, time, region }) => ({ itemId, type, time: time!.getTime(), region })),
  );
  const users = model.encodeUsers(
    histories.filter((history) => history.length > 0).map((history) => ({ features: {}, history })),
    tokens,
    data.timeline,
  );
  const onDayOf = (hot: boolean) => {
    const { region, validFrom } = world.shop.context.findLast(({ signals }) => signals?.['heatwave'] === hot)!;
    return { region, time: validFrom!.getTime() + DAY_MS / 2 };
  };
  return { users, hot: onDayOf(true), cold: onDayOf(false) };
}

describe('offsets of a model trained on data in which signals have an effect', () => {
  it('raise the items that a heatwave sells, during it and if the signal is enabled, in both kinds of lists', () => {
    const { users, hot, cold } = usersAndMoments();
    const vectors = model.encodeItems(world.features).map(({ vector }) => vector);
    const isIce = world.features.map(({ category }) => category.includes('Ice Cream'));
    /** Mean number of the ten best that go with heat. */
    const iceInTen = (
      which: 'general' | 'next',
      at: typeof hot,
      context = new TrustedContext(data.timeline, new SignalRules()),
    ) => {
      const offset = model.offsetsAt(at, context);
      const counts = users.map((user) => {
        const moved = offset.moved(user[which]);
        const scores = vectors.map((vector) => vector.reduce((sum, x, i) => sum + x * moved[i]!, 0));
        const order = scores.map((_, j) => j).sort((a, b) => scores[b]! - scores[a]!);
        return order.slice(0, 10).filter((j) => isIce[j]).length;
      });
      return counts.reduce((sum, count) => sum + count, 0) / counts.length;
    };
    const off = new TrustedContext(data.timeline, new SignalRules({ heatwave: { on: false } }));
    for (const which of ['general', 'next'] as const) {
      expect(iceInTen(which, hot)).toBeGreaterThan(1.3 * iceInTen(which, hot, off));
      expect(iceInTen(which, hot)).toBeGreaterThan(1.3 * iceInTen(which, cold));
    }
  });
});

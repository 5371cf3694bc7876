import { join } from 'node:path';
import { EVENT_TIME_BOUNDS, encodeContextSignal, TOPICS } from '@stars/contracts';
import { loadTrainingData, type TrainingData } from '@stars/features';
import { type EncodedUser, ModelStore, StarsModel } from '@stars/inference';
import { SIZES } from '@stars/model';
import { innerProduct } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ShopOnABus, shopOnABus } from '../testing/shop-on-a-bus.js';
import { train } from '../train.js';
import { type AdoptReport, adoptSignals } from './adopt-signals.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
const DAY_MS = 86_400_000;
const isNew = ({ eventId }: { eventId: string }): boolean => /^(heat|offer)-/.test(eventId);

let world: ShopOnABus;
let data: TrainingData;
let store: ModelStore;
let report: AdoptReport;
let before: StarsModel;
let after: StarsModel;

beforeAll(async () => {
  // The model is trained without signals of heatwaves and offers, though both have an effect.
  world = await shopOnABus(
    { seed: 4, users: 150, items: 80, days: 60, heatShare: 0.5, offerShare: 0.2 },
    (signal) => !isNew(signal),
  );
  const options = { bus: world.bus, dataDir: world.dataDir };
  const clock = { now: Date.now(), bounds: EVENT_TIME_BOUNDS };
  const recipe = { epochs: 8, size: { ...SIZES.tiny, priorWeight: 1, priorPlace: 'both' as const } };
  const now = Date.parse('2024-04-01T00:00:00Z');
  const { version } = await train({ ...options, place: PLACE, size: 'tiny', now, publish: false, recipe });
  store = new ModelStore(join(world.dataDir, 'models'));
  before = StarsModel.create(await store.load(version));
  await world.bus.publish(
    TOPICS.context,
    world.shop.context.filter(isNew).map((signal) => encodeContextSignal(signal)),
  );
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
  report = await adoptSignals({ bus: world.bus, models: store, clock, steps: 120, offsetBound: 0.8, data });
  after = StarsModel.create(await store.load(version));
}, 120_000);

afterAll(async () => {
  await world?.close();
});

/** Vectors of the first user. */
function usersBy(model: StarsModel): EncodedUser[] {
  const tokens = new Map(model.encodeItems(world.features).map(({ token }, i) => [world.features[i]!.itemId, token]));
  const history = world.shop.events
    .filter(({ userId }) => userId === world.shop.users[0]!.userId)
    .map(({ itemId, type, time, region }) => ({ itemId, type, time: time!.getTime(), region }));
  return model.encodeUsers([{ features: {}, history }], tokens, data.timeline);
}

describe('signals that came after the training', () => {
  it('are adopted if they predict baskets of unseen users better', () => {
    expect([...report.signals].sort()).toEqual(['heatwave=false', 'heatwave=true']);
    expect(report.sessions).toBeGreaterThan(80);
    expect(report.after.loss).toBeLessThan(report.before.loss);
    expect(report.revision).toBe(after.offsetRevision);
    expect(before.offsetRevision).toBe('');
  });

  it('need no new vectors: those of items and users stay the same, bit for bit', () => {
    expect(after.encodeItems(world.features)).toEqual(before.encodeItems(world.features));
    expect(usersBy(after)).toEqual(usersBy(before));
  });

  it('raise the items that they sell, while they are live', () => {
    const [{ next }] = usersBy(after) as [EncodedUser];
    const hot = world.shop.context.findLast(({ signals }) => signals?.['heatwave'] === true)!;
    const offsetIn = (region: string) =>
      after.offsetsAt({ region, time: hot.validFrom!.getTime() + DAY_MS / 2 }, data.timeline);
    expect(offsetIn('nowhere').signalParts(next).has('heatwave')).toBe(false);
    const heatwave = offsetIn(hot.region).signalParts(next).get('heatwave')!;
    const added = after.encodeItems(world.features).map(({ vector }, i) => {
      const isIce = world.features[i]!.category.includes('Ice Cream');
      return { isIce, heat: innerProduct(heatwave, vector) };
    });
    const mean = (ice: boolean): number => {
      const of = added.filter(({ isIce }) => isIce === ice);
      return of.reduce((sum, { heat }) => sum + heat, 0) / of.length;
    };
    expect(mean(true)).toBeGreaterThan(mean(false) + 0.3);
  });

  it('can be given up again: the model’s own offsets are current then', async () => {
    await store.chooseOffsets(report.version, undefined);
    expect((await store.load(report.version)).offsets).toBeUndefined();
    await store.chooseOffsets(report.version, report.revision);
    expect((await store.load(report.version)).offsets?.revision).toBe(report.revision);
  });
});

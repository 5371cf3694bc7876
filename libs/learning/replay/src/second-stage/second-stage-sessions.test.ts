import { ContextSignal, ItemFeatures } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder } from '@stars/features';
import { ALL_SIZES, type FeatureLayout, featureNames } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { splitByTime } from '../split.js';
import { type ReplayModel, StarsCandidates } from '../stars-candidates.js';
import { clock, dateOf, idModel, logOf, NOTHING, PLAIN, RICH, timeOf, world } from '../testing/second-stage-world.js';
import { secondStageGroupNames, secondStageLevelCount, secondStageLevels, shareTexts } from './second-stage-levels.js';
import { SecondStageSessions } from './second-stage-sessions.js';

const ITEMS = Array.from({ length: 90 }, (_, n) => `item ${String(n).padStart(2, '0')}`);

describe('secondStageLevels', () => {
  it('are the finest levels of categories, finest first; missing levels are all -1', () => {
    const data = world(ITEMS);
    expect(secondStageLevelCount(ITEMS, data.items)).toBe(1);
    expect(secondStageLevelCount(ITEMS, new Map())).toBe(0);
    const [aisles, departments] = secondStageLevels(ITEMS, data.items, { levels: 2 });
    expect(new Set(aisles).size).toBe(6);
    expect(new Set(departments).size).toBe(2);
    expect(secondStageLevels(ITEMS.slice(0, 2), new Map(), { levels: 2 })).toEqual([
      Int32Array.of(-1, -1),
      Int32Array.of(-1, -1),
    ]);
    expect(secondStageLevels(ITEMS, data.items, { levels: 0 })).toEqual([]);
    const names = secondStageGroupNames(ITEMS, data.items, [aisles!], { levels: 1 })!;
    ITEMS.forEach((id, n) => {
      expect(names[aisles![n]!]).toEqual(data.items.get(id)!.category);
    });
    expect(secondStageGroupNames(ITEMS, data.items, [], { levels: 0 })).toBeUndefined();
  });

  it('end with groups of one text, if some items share one', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const withTexts = (...hashes: string[]) =>
      new Map(ids.map((itemId, n) => [itemId, ItemFeatures.fromPartial({ itemId, textHash: hashes[n] ?? '' })]));
    const shared = withTexts('x', 'y', 'x');
    expect(shareTexts(ids, shared)).toBe(true);
    expect(secondStageLevels(ids, shared, { levels: 0, texts: true })).toEqual([Int32Array.of(0, 1, 0, -1)]);
    expect(shareTexts(ids, withTexts('x', 'y', 'z'))).toBe(false);
    expect(shareTexts(ids, new Map())).toBe(false);
  });
});

describe('SecondStageSessions', () => {
  const small = splitByTime(
    logOf([
      { user: 'u', item: 'a', day: 1.5, region: 'n' },
      { user: 'v', item: 'a', day: 2.5, region: 's' },
      { user: 'v', item: 'b', day: 2.5, region: 's' },
      { user: 'u', item: 'a', day: 10.25, region: 'n' },
      { user: 'v', item: 'b', day: 10.75, region: 's' },
      { user: 'u', item: 'b', day: 12.5, region: 's' },
    ]),
    clock,
    { from: dateOf(10) },
  );
  const timeline = new ContextTimeline();
  timeline.add(
    ContextSignal.fromPartial({
      ...{ eventId: '1', region: 'n', validFrom: new Date(timeOf(10.2)), validUntil: new Date(timeOf(13)) },
      itemSignals: [{ name: 'display', value: 2, itemIds: ['a'] }],
    }),
  );
  const layout: FeatureLayout = { ...RICH, levels: 0 };
  const data = { items: new Map<string, ItemFeatures>(), timeline };

  async function featuresOf(known: (user: string) => boolean, dayShift?: ReplayModel['dayShift']) {
    const candidates = new StarsCandidates({ ...idModel(small, known), dayShift });
    const vectors = await candidates.vectorsOf(small, { k: 2, explore: false });
    const sessions = new SecondStageSessions(small, data, clock, layout, vectors);
    const names = featureNames(layout);
    const found = new Map<string, Record<string, Record<string, number>>>();
    for (const n of sessions.order) {
      const { candidates: items, features } = sessions.of(n, ALL_SIZES, []);
      const ofItem = (place: number) =>
        Object.fromEntries(names.map((name, f) => [name, features[place * names.length + f]!]));
      found.set(
        small.sessions[n]!.sessionId,
        Object.fromEntries([...items].map((item, place) => [small.catalogue[item]!, ofItem(place)])),
      );
    }
    return found;
  }

  it('has what was known on the morning: of the user, of all users, and of the user’s last region', async () => {
    const found = await featuresOf(() => true);
    const { log } = Math;
    expect([...found.keys()]).toEqual([10, 10, 12].map((day, n) => `${n === 1 ? 'v' : 'u'}_${dateOf(day)}`));
    const first = found.get(`u_${dateOf(10)}`)!;
    expect(first['a']!['own count']).toBeCloseTo(log(2), 6);
    expect(first['a']!['days since own last']).toBeCloseTo(log(10), 6);
    expect(first['a']!['popularity']).toBeCloseTo(log(3), 6);
    expect(first['a']!['popularity in the region, 28 days']).toBeCloseTo(log(1 + Math.exp(-9 / 28)), 6);
    // Live from 4:48 on; v was last in another region.
    expect(first['a']).toMatchObject({ 'signals known': 1, 'display is 2': 1, 'display is 1': 0 });
    expect(found.get(`v_${dateOf(10)}`)!['a']).toMatchObject({ 'signals known': 0, 'display is 2': 0 });
    const second = found.get(`u_${dateOf(12)}`)!;
    expect(second['a']!['own count']).toBeCloseTo(log(3), 6);
    expect(second['b']!['own count']).toBe(0);
    // Both purchases of the tenth are known on the twelfth.
    expect([second['a']!['popularity'], second['b']!['popularity']]).toEqual([log(4), log(3)].map(Math.fround));
  });

  it('has what the user viewed and searched for before the session, also on its day', async () => {
    const builder = new InteractionLogBuilder();
    const row = { region: '', sessionId: '' };
    const bought = { ...row, type: 3 };
    for (const [userId, itemId, day] of [
      ...['a', 'b'].map((item) => ['v', item, 2.5] as const),
      ['u', 'a', 10.5] as const,
      ['u', 'a', 12.5] as const,
    ]) {
      builder.add({ ...bought, userId, itemId, time: timeOf(day) });
    }
    for (const day of [10.5, 12.25]) {
      builder.add({ ...row, userId: 'u', itemId: '', type: 9, category: 'B', time: timeOf(day) });
    }
    const set = splitByTime(builder.build(), clock, { from: dateOf(10) });
    const items = new Map(
      ['a', 'b'].map((itemId) => [itemId, ItemFeatures.fromPartial({ itemId, category: [itemId.toUpperCase()] })]),
    );
    const plain = { ...PLAIN, levels: 1, touches: true };
    const vectors = await new StarsCandidates(idModel(set)).vectorsOf(set, { k: 2, explore: false });
    const sessions = new SecondStageSessions(set, { ...NOTHING, items }, clock, plain, vectors);
    const column = featureNames(plain).indexOf('group 0: touched last');
    const touched = [...sessions.order].map((n) => {
      const { candidates, features } = sessions.of(n, ALL_SIZES, []);
      const place = candidates.indexOf(set.catalogue.indexOf('b'));
      return features[place * sessions.width + column];
    });
    // An event at the time of the session does not count; one of its morning does.
    expect(touched[0]).toBeCloseTo(Math.log(1e-3), 5);
    expect(touched[1]).toBeCloseTo(Math.log(Math.exp(-0.25 / 7) + 1e-3), 5);
  });

  it('has the neighbours of the first day, and of each week where sessions are of all times', async () => {
    const rows = [
      ...['u', 'v', 'w'].flatMap((user) => ['a', 'b'].map((item) => ({ user, item, day: 1.5 }))),
      ...['x', 'y', 'z'].flatMap((user) => ['a', 'c'].map((item) => ({ user, item, day: 12.5 }))),
      { user: 'q', item: 'c', day: 2.5 },
      ...[10.5, 14.5, 19.5].map((day) => ({ user: 't', item: 'a', day })),
    ];
    const set = splitByTime(logOf(rows), clock, { from: dateOf(10) });
    const vectors = await new StarsCandidates(idModel(set)).vectorsOf(set, { k: 2, explore: false });
    let sessions = new SecondStageSessions(set, NOTHING, clock, PLAIN, vectors);
    const names = featureNames(PLAIN);
    const featureOf = (n: number, name: string, id: string): number => {
      const { candidates, features } = sessions.of(n, { ...ALL_SIZES, popular: 9 }, [[...set.catalogue.keys()]]);
      return features[candidates.indexOf(set.catalogue.indexOf(id)) * names.length + names.indexOf(name)]!;
    };
    const ofT = [...sessions.order].filter((n) => set.sessions[n]!.userId === 't');
    const [, second, third] = ofT as [number, number, number];
    const [nothing, something] = [Math.log(1e-3), Math.log(0.02)];
    expect(featureOf(second, 'most together with an item bought before', 'b')).toBeGreaterThan(something);
    expect(featureOf(second, 'most together with an item bought before', 'c')).toBeCloseTo(nothing, 5);
    expect(featureOf(third, 'most together with an item bought before', 'c')).toBeCloseTo(nothing, 5);
    // Another replay of the same log begins with what was known at its beginning.
    sessions = new SecondStageSessions({ ...set, protocol: 'leave-one-out' }, NOTHING, clock, PLAIN, vectors);
    expect(featureOf(second, 'most together with an item bought before', 'c')).toBeCloseTo(nothing, 5);
    expect(featureOf(third, 'most together with an item bought before', 'c')).toBeGreaterThan(something);
    expect(featureOf(third, 'highest similarity to an item bought before', 'c')).toBeGreaterThan(something);
  });

  it('has the model’s scores relative to the best of all, and 0 for a user without vectors', async () => {
    const found = await featuresOf((user) => user === 'u');
    for (const [id, items] of found) {
      const general = Object.values(items).map((features) => features['general score below the best']!);
      if (id.startsWith('v')) expect(general).toEqual([0, 0]);
      else {
        expect(Math.max(...general)).toBeCloseTo(0, 6);
        expect(Math.min(...general)).toBeLessThan(-1e-3);
      }
    }
  });

  it('has the popularity of the day in the model’s scores', async () => {
    const b = small.catalogue.indexOf('b');
    const shift = Float32Array.from(small.catalogue, (_, item) => (item === b ? 9 : 0));
    const found = await featuresOf(
      () => true,
      () => shift,
    );
    for (const items of found.values()) {
      expect(items['b']!['general score below the best']).toBeCloseTo(0, 6);
      expect(items['a']!['general score below the best']).toBeLessThan(-3);
    }
  });
});

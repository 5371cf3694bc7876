import { ContextSignal, ItemFeatures } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder, LocalClock } from '@stars/features';
import { tinyJoint } from '@stars/inference/testing';
import { ALL_SIZES, type CandidateSizes, type JointLayout, jointFeatureNames, NEW_SIZES } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { buildCjDay } from '../cj-day.js';
import { type EvaluationSet, seenItems } from '../evaluation-set.js';
import { seededRandom } from '../seeded-random.js';
import { leaveOneOut, splitByTime } from '../split.js';
import { StarsCandidates, type StarsModel } from '../stars-candidates.js';
import { JointSessions, jointLevelCount, jointLevels } from './joint-sessions.js';
import { starsJointRanker } from './stars-joint-ranker.js';

interface Row {
  user: string;
  item: string;
  /** From 2017-01-01, with a fraction for the time of day. */
  day: number;
  region?: string;
}

const DAY = 86_400_000;
const clock = new LocalClock('UTC');
const timeOf = (day: number): number => Date.UTC(2017, 0, 1) + day * DAY;
const dateOf = (day: number): string => new Date(timeOf(day)).toISOString().slice(0, 10);
const logOf = (rows: readonly Row[]) => {
  const builder = new InteractionLogBuilder();
  for (const { user, item, day, region = '' } of rows) {
    builder.add({ userId: user, itemId: item, type: 3, time: timeOf(day), region, sessionId: '' });
  }
  return builder.build();
};

const WIDTH = 3;
/** Vectors that are a matter of ids alone: whatever changes in a list does so by what the replay saw. */
function model(set: EvaluationSet, known: (user: string) => boolean = () => true): StarsModel {
  const vectorOf = (text: string, seed: number): number[] => {
    const random = seededRandom([...text].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, seed));
    return Array.from({ length: WIDTH }, () => random() - 0.5);
  };
  return {
    width: WIDTH,
    itemVectors: Float32Array.from(set.catalogue.flatMap((id) => vectorOf(id, 1))),
    encode: async (sessions) => ({
      general: Float32Array.from(sessions.flatMap(({ userId }) => vectorOf(userId, 2))),
      next: Float32Array.from(sessions.flatMap(({ userId }) => vectorOf(userId, 3))),
      known: Uint8Array.from(sessions, ({ userId }) => (known(userId) ? 1 : 0)),
    }),
    scores: (queries, items, shape) =>
      Float32Array.from({ length: shape.queries * shape.items }, (_, cell) => {
        const [q, i] = [Math.floor(cell / shape.items), cell % shape.items];
        let sum = 0;
        for (let s = 0; s < WIDTH; s++) sum += queries[q * WIDTH + s]! * items[i * WIDTH + s]!;
        return sum;
      }),
  };
}

const NOTHING = { items: new Map<string, ItemFeatures>(), timeline: new ContextTimeline() };
const SIGNALS = [{ name: 'display', values: [1, 2] }];
const PLAIN: JointLayout = { levels: 0, signals: [], regions: false, scores: false };
const RICH: JointLayout = { levels: 2, signals: SIGNALS, regions: true, scores: true };

/** Categories of two levels, and displays that change by the week and the store. */
function world(items: readonly string[]) {
  const timeline = new ContextTimeline();
  for (let week = 0; week < 60; week++) {
    for (const region of ['n', 's']) {
      timeline.add(
        ContextSignal.fromPartial({
          ...{ eventId: `${week} ${region}`, region },
          validFrom: new Date(timeOf(week * 7)),
          validUntil: new Date(timeOf(week * 7 + 7)),
          itemSignals: [1, 2].map((value) => ({
            ...{ name: 'display', value },
            itemIds: items.filter((_, i) => (i + week + value + (region === 'n' ? 0 : 1)) % 5 === 0),
          })),
        }),
      );
    }
  }
  const features = items.map((itemId, i) =>
    ItemFeatures.fromPartial({ itemId, category: [`department ${i % 2}`, `aisle ${i % 6}`] }),
  );
  return { items: new Map(features.map((feature) => [feature.itemId, feature])), timeline };
}

const random = seededRandom(3);
const ITEMS = Array.from({ length: 90 }, (_, n) => `item ${String(n).padStart(2, '0')}`);
const rows = Array.from({ length: 1500 }, (): Row => {
  const user = Math.floor(random() * 20);
  return {
    user: `user ${user}`,
    item: ITEMS[Math.floor(random() ** 2 * 90)]!,
    day: random() * 60,
    region: user % 2 === 0 ? 'n' : 's',
  };
}).sort((a, b) => a.day - b.day);

const k = 8;
async function lists(set: EvaluationSet, layout: JointLayout, data = NOTHING, explore = false) {
  const joint = tinyJoint(1, { layout, seed: 5 });
  const ranker = starsJointRanker(joint, data, clock, new StarsCandidates(model(set)));
  const { items } = await ranker.rank(set, { k, explore });
  return new Map(
    set.sessions.map(({ sessionId }, n) => [
      sessionId,
      [...items.subarray(n * k, n * k + k)].map((item) => (item < 0 ? null : set.catalogue[item]!)),
    ]),
  );
}

describe('jointLevels', () => {
  it('are the finest two levels of categories, finest first; those that are not there tell nothing', () => {
    const data = world(ITEMS);
    expect(jointLevelCount(ITEMS, data.items)).toBe(2);
    expect(jointLevelCount(ITEMS, new Map())).toBe(0);
    const [aisles, departments] = jointLevels(ITEMS, data.items, 2);
    expect(new Set(aisles).size).toBe(6);
    expect(new Set(departments).size).toBe(2);
    expect(jointLevels(ITEMS.slice(0, 2), new Map(), 2)).toEqual([Int32Array.of(-1, -1), Int32Array.of(-1, -1)]);
    expect(jointLevels(ITEMS, data.items, 0)).toEqual([]);
  });
});

describe('JointSessions', () => {
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
  const layout: JointLayout = { ...RICH, levels: 0 };
  const data = { items: new Map<string, ItemFeatures>(), timeline };

  async function told(known: (user: string) => boolean) {
    const candidates = new StarsCandidates(model(small, known));
    const vectors = await candidates.vectorsOf(small, { k: 2, explore: false });
    const sessions = new JointSessions(small, data, clock, layout, vectors);
    const names = jointFeatureNames(layout);
    const found = new Map<string, Record<string, Record<string, number>>>();
    for (const n of sessions.order) {
      const { candidates: items, features, logPopularity } = sessions.of(n, ALL_SIZES, []);
      const ofItem = (place: number) =>
        Object.fromEntries(names.map((name, f) => [name, features[place * names.length + f]!]));
      found.set(
        small.sessions[n]!.sessionId,
        Object.fromEntries(
          [...items].map((item, place) => [
            small.catalogue[item]!,
            { ...ofItem(place), logPopularity: logPopularity[place]! },
          ]),
        ),
      );
    }
    return found;
  }

  it('tells what was known on the morning, of the user, of all, and of the place where the user last was', async () => {
    const found = await told(() => true);
    const { log } = Math;
    expect([...found.keys()]).toEqual([10, 10, 12].map((day, n) => `${n === 1 ? 'v' : 'u'}_${dateOf(day)}`));
    const first = found.get(`u_${dateOf(10)}`)!;
    expect(first['a']!['own count']).toBeCloseTo(log(2), 6);
    expect(first['a']!['days since own last']).toBeCloseTo(log(10), 6);
    expect(first['a']!['hour']).toBeCloseTo(6 / 24, 6);
    expect(first['a']!['popularity']).toBeCloseTo(log(3), 6);
    expect(first['a']!['logPopularity']).toBeCloseTo(log(3), 6);
    expect(first['a']!['popularity in the region, 28 days']).toBeCloseTo(log(2), 6);
    // Live from 4:48 on; v was last elsewhere.
    expect(first['a']).toMatchObject({ 'signals known': 1, 'display is 2': 1, 'display is 1': 0 });
    expect(found.get(`v_${dateOf(10)}`)!['a']).toMatchObject({ 'signals known': 0, 'display is 2': 0 });
    const second = found.get(`u_${dateOf(12)}`)!;
    expect(second['a']!['own count']).toBeCloseTo(log(3), 6);
    expect(second['b']!['own count']).toBe(0);
    // Both purchases of the tenth are known on the twelfth.
    expect([second['a']!['popularity'], second['b']!['popularity']]).toEqual([log(4), log(3)].map(Math.fround));
  });

  it('tells the model’s scores relative to the best of all, and nothing of a user without vectors', async () => {
    const found = await told((user) => user === 'u');
    for (const [id, items] of found) {
      const general = Object.values(items).map((features) => features['general score below the best']!);
      if (id.startsWith('v')) expect(general).toEqual([0, 0]);
      else {
        expect(Math.max(...general)).toBeCloseTo(0, 6);
        expect(Math.min(...general)).toBeLessThan(-1e-3);
      }
    }
  });
});

describe('the joint ranking', () => {
  const sets: [string, EvaluationSet][] = [
    ['a split by time', splitByTime(logOf(rows), clock, { from: dateOf(45) })],
    ['leave-one-out', leaveOneOut(logOf(rows), clock)],
    ['its validation', leaveOneOut(logOf(rows), clock, { split: 'validation' })],
    ['CJ-day', buildCjDay(logOf(rows.map((row) => ({ ...row, day: row.day * 5.9 }))), clock)],
  ];
  const data = world(ITEMS);

  it.each(sets)('ranks %s with everything and with nothing but the log', async (_, set) => {
    expect(set.sessions.length).toBeGreaterThan(10);
    for (const explore of [false, true]) {
      const [rich, plain] = [await lists(set, RICH, data, explore), await lists(set, PLAIN, NOTHING, explore)];
      for (const found of [rich, plain]) {
        set.sessions.forEach((session) => {
          const list = found.get(session.sessionId)!;
          const items = list.filter((item) => item !== null);
          expect(new Set(items).size).toBe(items.length);
          if (!explore) expect(items).toHaveLength(k);
          // Nothing is wanted of a session that took nothing new.
          else if (session.targetNew.length === 0) expect(items).toEqual([]);
          else expect(items.length).toBeGreaterThan(0);
          // Nothing comes after the end of a list.
          expect(list.indexOf(null) === -1 || items.length === list.indexOf(null)).toBe(true);
        });
      }
      expect(rich).not.toEqual(plain);
    }
  });

  it('shows in explore nothing that the user had', async () => {
    for (const [, set] of sets) {
      const found = await lists(set, RICH, data, true);
      let seen = 0;
      for (const session of set.sessions) {
        const own = new Set([...seenItems(set, session)].map((item) => set.catalogue[item]!));
        const list = found.get(session.sessionId)!;
        expect(list.filter((item) => item !== null && own.has(item))).toEqual([]);
        seen += own.size;
      }
      expect(seen).toBeGreaterThan(100);
    }
  });

  it.each([false, true])('sees nothing of the session day or later (explore: %s)', async (explore) => {
    const [from, last] = [dateOf(45), 52];
    const full = splitByTime(logOf(rows), clock, { from });
    const past = rows.filter(({ day }) => Math.floor(day) <= last);
    // The last day keeps its sessions, but what they took and where is replaced, and the days after are gone.
    const altered = past.map((row) =>
      Math.floor(row.day) === last ? { ...row, item: 'item 89', region: 'elsewhere' } : row,
    );
    const cut = splitByTime(logOf(altered), clock, { from });
    expect(cut.catalogue).toEqual(full.catalogue);
    const [ofFull, ofCut] = [await lists(full, RICH, data, explore), await lists(cut, RICH, data, explore)];
    // Where nothing new is taken there is no list in explore: that is said of the target, not of the list.
    const compared = [...ofCut.keys()].filter((id) => id.endsWith(dateOf(last)) && ofFull.get(id)![0] !== null);
    const both = compared.filter((id) => ofCut.get(id)![0] !== null);
    expect(both.length).toBeGreaterThan(3);
    for (const id of both) expect(ofCut.get(id)).toEqual(ofFull.get(id));
  });

  it('takes none of its own items but the most frequent, and holds them out where none are asked for', () => {
    const set = sets[0]![1];
    const sessions = new JointSessions(set, data, clock, { ...RICH, scores: false });
    const few: CandidateSizes = { ...ALL_SIZES, own: 3 };
    for (const n of sessions.order.slice(0, 20)) {
      const own = new Set(seenItems(set, set.sessions[n]!));
      const count = (sizes: CandidateSizes): number =>
        [...sessions.of(n, sizes, [[0, 1, 2]]).candidates].filter((item) => own.has(item)).length;
      expect(count(few)).toBe(Math.min(3, own.size));
      expect(count(NEW_SIZES)).toBe(0);
    }
  });

  it('says that nothing was learned of new items where nothing was', async () => {
    const set = sets[0]![1];
    const joint = tinyJoint(1, { layout: PLAIN, fresh: false });
    const ranker = starsJointRanker(joint, NOTHING, clock, new StarsCandidates(model(set)));
    expect(ranker.explores).toBe(false);
    await expect(ranker.rank(set, { k, explore: true })).rejects.toMatchObject({
      code: 'STARS_INVALID_FIELD',
      field: 'explore',
    });
  });

  it('stops at an abort, and says how far it is', async () => {
    const set = sets[0]![1];
    const ranker = starsJointRanker(tinyJoint(1, { layout: PLAIN }), NOTHING, clock, new StarsCandidates(model(set)));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(ranker.rank(set, { k, explore: false, signal })).rejects.toThrow('enough');
    const done: number[][] = [];
    await ranker.rank(set, { k, explore: false, onProgress: (...told) => done.push(told) });
    expect(done.at(-1)).toEqual([set.sessions.length, set.sessions.length]);
  });
});

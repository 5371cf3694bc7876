import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import { HistorySimilarity } from '../second-stage/history-similarity.js';
import { itemNeighbours } from '../second-stage/item-neighbours.js';
import { MONTH, WEEK } from '../second-stage/item-statistics.js';
import type { LiveSignals } from '../second-stage/live-signals.js';
import { NearSessions } from '../second-stage/near-sessions.js';
import { OwnTouches } from '../second-stage/own-touches.js';
import { PurchaseHistory } from '../second-stage/purchase-history.js';
import { StatisticsOfLog } from '../second-stage/statistics-of-log.js';
import {
  firstSessionFrom,
  ITEMS,
  LEVELS,
  logOf,
  type UserEvent,
  userEvents,
} from '../second-stage/testing/random-sessions.js';
import { CANDIDATE_FINDERS, type FinderInput } from './candidate-finders.js';
import { type CandidateSizes, NO_SIZES } from './candidate-sizes.js';
import { mergeCandidates } from './merge-candidates.js';
import { PopularLists } from './popular-lists.js';

const NONE = NO_SIZES;

/** What is known on the morning of `day`, for user 0. */
function morning(events: readonly UserEvent[], day: number) {
  const log = logOf(events);
  const ofLog = new StatisticsOfLog(log, ITEMS, LEVELS);
  ofLog.advanceTo(day);
  const { statistics } = ofLog;
  const own = new PurchaseHistory(LEVELS);
  own.read(log, log.userOffsets[0]!, firstSessionFrom(log, 0, day), day, 12);
  const popular = new PopularLists(statistics, LEVELS[0], { groupOf: LEVELS[1], level: 1 });
  return { log, ofLog, statistics, own, popular };
}

/** Sums of the same purchases are equal in single precision alone. */
const best = (sums: ArrayLike<number>, among = Array.from({ length: ITEMS }, (_, item) => item)): number[] => {
  const sum = (item: number): number => Math.fround(sums[item]!);
  return among.filter((item) => sum(item) > 0).sort((a, b) => sum(b) - sum(a) || a - b);
};

const groupsOf = (own: PurchaseHistory, level: number): Int32Array => {
  const { keys, size } = own.groups[level]!.groups;
  return keys.subarray(1, size + 1);
};
const itemsInOrder = (own: PurchaseHistory): number[] => Array.from(own.inOrder(), (n) => own.items.keys[n]!);

const signalsOn = (items: readonly number[]): LiveSignals => ({
  known: true,
  values: [],
  items: Int32Array.from(items),
});
const sizes: fc.Arbitrary<CandidateSizes> = fc.record({
  own: fc.nat(5),
  browsed: fc.nat(3),
  sessions: fc.nat(3),
  popular: fc.nat(4),
  region: fc.nat(4),
  promoted: fc.nat(4),
  groups: fc.nat(3),
  perGroup: fc.nat(3),
  tried: fc.nat(3),
  touchedGroups: fc.nat(3),
  perTouchedGroup: fc.nat(3),
  touched: fc.nat(3),
  withSeeds: fc.nat(3),
  nearDuplicateGroups: fc.nat(3),
  perNearDuplicateGroup: fc.nat(3),
  together: fc.nat(3),
  similar: fc.nat(3),
  searched: fc.nat(4),
  coldStartItems: fc.nat(4),
  liveColdStartItems: fc.nat(4),
});
const days = fc.integer({ min: -10, max: 140 });
const someItems = fc.uniqueArray(fc.nat(ITEMS - 1));

/** What all finders find, as far as it needs no neighbours. */
function findAll(
  popular: PopularLists,
  morning: number,
  asked: { region: number; own: PurchaseHistory; touches?: OwnTouches; live?: LiveSignals; sizes: CandidateSizes },
): number[] {
  const none = new HistorySimilarity(itemNeighbours(logOf([]), ITEMS));
  const input: FinderInput = {
    ...{
      popular,
      lists: popular.on(morning),
      morning,
      region: asked.region,
      history: asked.own,
      sizes: asked.sizes,
      live: asked.live,
    },
    ...{ touches: asked.touches ?? new OwnTouches(LEVELS), evidence: undefined, nearSessions: new NearSessions() },
    similarity: { users: none, sessions: none, touched: none, seeds: none },
    liveColdStartItems: new LiveColdStartItems(new Float64Array(ITEMS), new Map()),
  };
  return CANDIDATE_FINDERS.flatMap(({ find }) => Array.from(find(input)));
}

describe('CANDIDATE_FINDERS', () => {
  it('takes the best of each source by count, ties to the lower number', () => {
    fc.assert(
      fc.property(userEvents, days, fc.nat(3), someItems, sizes, (events, day, region, promoted, asked) => {
        const { own, popular, statistics } = morning(events, day);
        const found = (only: Partial<CandidateSizes>): number[] =>
          findAll(popular, day, { region, own, live: signalsOn(promoted), sizes: { ...NONE, ...only } });
        const { purchases, firsts } = statistics;
        const inRegion = Array.from({ length: ITEMS }, (_, item) => statistics.regions.get(region)?.get(item) ?? 0);
        expect(found({ popular: asked.popular })).toEqual([
          ...best(purchases[WEEK]!).slice(0, asked.popular),
          ...best(purchases[MONTH]!).slice(0, asked.popular),
        ]);
        expect(found({ region: asked.region })).toEqual(best(inRegion).slice(0, asked.region));
        expect(found({ promoted: asked.promoted })).toEqual(best(purchases[MONTH]!, promoted).slice(0, asked.promoted));
        const weight = (group: number): number => own.groups[0]!.decayed[own.groups[0]!.groups.numberOf(group) * 2]!;
        const mine = [...groupsOf(own, 0)].sort((a, b) => weight(b) - weight(a) || a - b).slice(0, asked.groups);
        const members = (group: number): number[] => [...LEVELS[0].keys()].filter((item) => LEVELS[0][item] === group);
        expect(found({ groups: asked.groups, perGroup: asked.perGroup })).toEqual(
          mine.flatMap((group) => best(purchases[MONTH]!, members(group)).slice(0, asked.perGroup)),
        );
        const { nearDuplicateGroups, perNearDuplicateGroup } = asked;
        const nearDuplicates = [...LEVELS[1].keys()].filter((item) => LEVELS[1][item] === 0);
        const weightOf = (group: number): number => own.groups[1]!.decayed[own.groups[1]!.groups.numberOf(group) * 2]!;
        const nearest = [...groupsOf(own, 1)].sort((a, b) => weightOf(b) - weightOf(a) || a - b)[0];
        if (nearest === 0 && nearDuplicateGroups === 1) {
          const wanted = best(purchases[MONTH]!, nearDuplicates).slice(0, perNearDuplicateGroup);
          expect(found({ nearDuplicateGroups, perNearDuplicateGroup })).toEqual(wanted);
        }
        expect(found({ tried: asked.tried })).toEqual(
          [firsts[0]!, firsts[1]!].flatMap((counts) => best(counts).slice(0, asked.tried)),
        );
        expect(findAll(popular, day, { region: region, own, sizes: { ...NONE, promoted: 9 } })).toEqual([]);
      }),
    );
  });

  it('takes popular items of the groups that the user touched last, the most touched first', () => {
    const on = (user: number, item: number): UserEvent => ({ user, day: 1, hour: 9, region: 1, item });
    const { own, popular } = morning([on(0, 0), on(1, 1), on(2, 1), on(0, 2), on(1, 5)], 2);
    const touches = new OwnTouches(LEVELS);
    const at = (item: number, time: number) => ({ item, type: 1, target: false, time });
    touches.read([at(5, 1), at(3, 2), at(0, 3), at(1, 4)], 5);
    const asked = { ...NONE, touchedGroups: 2, perTouchedGroup: 2 };
    expect(findAll(popular, 2, { region: 1, own, touches, sizes: asked })).toEqual([1, 0, 2]);
  });

  it('is sorted again when the day changes', () => {
    const on = (day: number, user: number, item: number): UserEvent => ({ user, day, hour: 9, region: 1, item });
    const events = [on(1, 0, 3), on(20, 1, 5), on(20, 2, 5)];
    const { own, popular, ofLog } = morning(events, 2);
    const asked = { ...NONE, popular: 1, region: 1, groups: 1, perGroup: 1 };
    expect(findAll(popular, 2, { region: 1, own, sizes: asked })).toEqual([3, 3, 3, 3]);
    ofLog.advanceTo(21);
    expect(findAll(popular, 21, { region: 1, own, sizes: asked })).toEqual([5, 5, 5, 3]);
  });

  it('breaks ties of groups by their number', () => {
    const on = (item: number): UserEvent => ({ user: 0, day: 1, hour: 9, region: 1, item });
    // Of groups 2, 0 and 1, one item each, on one day.
    const { own, popular } = morning([on(5), on(0), on(2)], 2);
    expect(findAll(popular, 2, { region: 1, own, sizes: { ...NONE, groups: 2, perGroup: 1 } })).toEqual([0, 2]);
  });

  it('works without groups', () => {
    const log = logOf([{ user: 0, day: 1, hour: 9, region: 0, item: 2 }]);
    const ofLog = new StatisticsOfLog(log, ITEMS, []);
    ofLog.advanceTo(2);
    const own = new PurchaseHistory([]);
    own.read(log, 0, 1, 2, 9);
    const popular = new PopularLists(ofLog.statistics, undefined);
    expect(findAll(popular, 2, { region: 0, own, sizes: { ...NONE, popular: 3, groups: 3, perGroup: 3 } })).toEqual([
      2, 2,
    ]);
  });
});

describe('mergeCandidates', () => {
  it('has none twice, repeat candidates first and no more than their number, the rest as they come', () => {
    fc.assert(
      fc.property(
        userEvents,
        days,
        fc.array(fc.nat(ITEMS - 1)),
        fc.array(someItems),
        sizes,
        (events, day, popular, searched, of) => {
          const { own } = morning(events, day);
          const padded = searched.map((list) => [...list, -1, -1]);
          const found = [...mergeCandidates({ own, order: own.inOrder(), others: popular, searched: padded }, of)];
          const mine = itemsInOrder(own).slice(0, of.own);
          const others = [...popular, ...searched.flatMap((list) => list.slice(0, of.searched))];
          expect(found).toEqual([...mine, ...new Set(others.filter((item) => !own.has(item)))]);
          expect(new Set(found).size).toBe(found.length);
        },
      ),
    );
  });

  it('leaves out what the user had if there are no repeat candidates', () => {
    fc.assert(
      fc.property(userEvents, days, fc.array(fc.nat(ITEMS - 1)), sizes, (events, day, popular, of) => {
        const { own } = morning(events, day);
        const found = mergeCandidates(
          { own, order: own.inOrder(), others: popular, searched: [popular] },
          { ...of, own: 0 },
        );
        for (const item of found) expect(own.has(item)).toBe(false);
      }),
    );
  });
});

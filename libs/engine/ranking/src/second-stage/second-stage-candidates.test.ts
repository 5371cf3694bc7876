import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MONTH, WEEK } from './item-statistics.js';
import type { LiveSignals } from './live-signals.js';
import { PurchaseHistory } from './purchase-history.js';
import { type CandidateSizes, NO_SIZES, PopularItems, secondStageCandidates } from './second-stage-candidates.js';
import { StatisticsOfLog } from './statistics-of-log.js';
import { firstSessionFrom, ITEMS, LEVELS, logOf, type UserEvent, userEvents } from './testing/random-sessions.js';

const NONE = NO_SIZES;

/** What is known on the morning of `day`, for user 0. */
function morning(events: readonly UserEvent[], day: number) {
  const log = logOf(events);
  const ofLog = new StatisticsOfLog(log, ITEMS, LEVELS);
  ofLog.advanceTo(day);
  const { statistics } = ofLog;
  const own = new PurchaseHistory(LEVELS);
  own.read(log, log.userOffsets[0]!, firstSessionFrom(log, 0, day), day, 12);
  const popular = new PopularItems(statistics, LEVELS[0], { groupOf: LEVELS[1], level: 1 });
  return { log, ofLog, statistics, own, popular };
}

const best = (sums: ArrayLike<number>, among = Array.from({ length: ITEMS }, (_, item) => item)): number[] =>
  among.filter((item) => sums[item]! > 0).sort((a, b) => sums[b]! - sums[a]! || a - b);

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
  popular: fc.nat(4),
  region: fc.nat(4),
  promoted: fc.nat(4),
  groups: fc.nat(3),
  perGroup: fc.nat(3),
  tried: fc.nat(3),
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

describe('PopularItems', () => {
  it('takes the best of each source by count, ties to the lower number', () => {
    fc.assert(
      fc.property(userEvents, days, fc.nat(3), someItems, sizes, (events, day, region, promoted, asked) => {
        const { own, popular, statistics } = morning(events, day);
        const found = (only: Partial<CandidateSizes>): number[] => [
          ...popular.of(day, region, own, signalsOn(promoted), { ...NONE, ...only }),
        ];
        const { purchases, firsts } = statistics;
        const inRegion = Array.from({ length: ITEMS }, (_, item) => statistics.regions.get(region)?.get(item) ?? 0);
        expect(found({ popular: asked.popular })).toEqual([
          ...best(purchases[WEEK]!).slice(0, asked.popular),
          ...best(purchases[MONTH]!).slice(0, asked.popular),
        ]);
        expect(found({ region: asked.region })).toEqual(best(inRegion).slice(0, asked.region));
        expect(found({ promoted: asked.promoted })).toEqual(best(purchases[MONTH]!, promoted).slice(0, asked.promoted));
        const weight = (group: number): number => own.groups[0]!.decayed[own.groups[0]!.numberOf(group) * 2]!;
        const mine = [...groupsOf(own, 0)].sort((a, b) => weight(b) - weight(a) || a - b).slice(0, asked.groups);
        const members = (group: number): number[] => [...LEVELS[0].keys()].filter((item) => LEVELS[0][item] === group);
        expect(found({ groups: asked.groups, perGroup: asked.perGroup })).toEqual(
          mine.flatMap((group) => best(purchases[MONTH]!, members(group)).slice(0, asked.perGroup)),
        );
        const { nearDuplicateGroups, perNearDuplicateGroup } = asked;
        const nearDuplicates = [...LEVELS[1].keys()].filter((item) => LEVELS[1][item] === 0);
        const weightOf = (group: number): number => own.groups[1]!.decayed[own.groups[1]!.numberOf(group) * 2]!;
        const nearest = [...groupsOf(own, 1)].sort((a, b) => weightOf(b) - weightOf(a) || a - b)[0];
        if (nearest === 0 && nearDuplicateGroups === 1) {
          const wanted = best(purchases[MONTH]!, nearDuplicates).slice(0, perNearDuplicateGroup);
          expect(found({ nearDuplicateGroups, perNearDuplicateGroup })).toEqual(wanted);
        }
        expect(found({ tried: asked.tried })).toEqual(
          [firsts[0]!, firsts[1]!].flatMap((counts) => best(counts).slice(0, asked.tried)),
        );
        expect([...popular.of(day, region, own, undefined, { ...NONE, promoted: 9 })]).toEqual([]);
      }),
    );
  });

  it('is sorted again when the day changes', () => {
    const on = (day: number, user: number, item: number): UserEvent => ({ user, day, hour: 9, region: 1, item });
    const events = [on(1, 0, 3), on(20, 1, 5), on(20, 2, 5)];
    const { own, popular, ofLog } = morning(events, 2);
    const asked = { ...NONE, popular: 1, region: 1, groups: 1, perGroup: 1 };
    expect([...popular.of(2, 1, own, undefined, asked)]).toEqual([3, 3, 3, 3]);
    ofLog.advanceTo(21);
    expect([...popular.of(21, 1, own, undefined, asked)]).toEqual([5, 5, 5, 3]);
  });

  it('breaks ties of groups by their number', () => {
    const on = (item: number): UserEvent => ({ user: 0, day: 1, hour: 9, region: 1, item });
    // Of groups 2, 0 and 1, one item each, on one day.
    const { own, popular } = morning([on(5), on(0), on(2)], 2);
    expect([...popular.of(2, 1, own, undefined, { ...NONE, groups: 2, perGroup: 1 })]).toEqual([0, 2]);
  });

  it('works without groups', () => {
    const log = logOf([{ user: 0, day: 1, hour: 9, region: 0, item: 2 }]);
    const ofLog = new StatisticsOfLog(log, ITEMS, []);
    ofLog.advanceTo(2);
    const own = new PurchaseHistory([]);
    own.read(log, 0, 1, 2, 9);
    const popular = new PopularItems(ofLog.statistics, undefined);
    expect([...popular.of(2, 0, own, undefined, { ...NONE, popular: 3, groups: 3, perGroup: 3 })]).toEqual([2, 2]);
  });
});

describe('secondStageCandidates', () => {
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
          const found = [...secondStageCandidates(own, own.inOrder(), popular, padded, of)];
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
        const found = secondStageCandidates(own, own.inOrder(), popular, [popular], { ...of, own: 0 });
        for (const item of found) expect(own.has(item)).toBe(false);
      }),
    );
  });
});

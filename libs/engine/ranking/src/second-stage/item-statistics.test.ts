import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIRST_DECAYS,
  fadesOn,
  ITEM_EVIDENCE_DECAYS,
  ItemStatistics,
  type ItemStatisticsState,
  itemArrays,
  MONTH,
  PURCHASE_DECAYS,
} from './item-statistics.js';
import type { PurchaseFact } from './purchase-facts.js';
import { StatisticsOfLog } from './statistics-of-log.js';
import { ITEMS, LEVELS, logOf, type Purchase, purchasesOf, userEvents } from './testing/random-sessions.js';

const REGIONS = [0, 1, 2];
const items = Array.from({ length: ITEMS }, (_, item) => item);

/** What is known on `day` of some purchases, by a new sum of everything. */
function summed(purchases: readonly Purchase[], day: number) {
  const gapOf = ({ user, item, day: on }: Purchase): number =>
    Math.min(...purchases.filter((p) => p.user === user && p.item === item && p.day < on).map((p) => on - p.day));
  const sum = (worth: (purchase: Purchase) => number, counts: (purchase: Purchase) => boolean): number =>
    purchases.filter(counts).reduce((total, purchase) => total + worth(purchase), 0);
  const isFirst = (purchase: Purchase): boolean => gapOf(purchase) === Number.POSITIVE_INFINITY;
  const weight = (days: number) => (purchase: Purchase) => Math.exp((purchase.day - day) / days);
  const of = (isOne: (purchase: Purchase) => boolean) => ({
    all: sum(() => 1, isOne),
    repeats: sum(
      () => 1,
      (p) => isOne(p) && !isFirst(p),
    ),
    logGaps: sum(
      (p) => Math.log(gapOf(p)),
      (p) => isOne(p) && !isFirst(p),
    ),
    purchases: PURCHASE_DECAYS.map((days) => sum(weight(days), isOne)),
    firsts: FIRST_DECAYS.map((days) => sum(weight(days), (p) => isOne(p) && isFirst(p))),
    regions: REGIONS.map((region) => sum(weight(28), (p) => isOne(p) && p.region === region)),
  });
  return {
    items: items.map((item) => of((purchase) => purchase.item === item)),
    groups: LEVELS.map((level) =>
      Array.from({ length: Math.max(...level) + 1 }, (_, group) => of(({ item }) => level[item] === group)),
    ),
  };
}

/** A region drops what is close to nothing. */
const CLOSE = 0.01;

function expectSummed(found: ItemStatisticsState, purchases: readonly Purchase[], day: number): void {
  const wanted = summed(purchases, day);
  const fades = fadesOn(day, found);
  wanted.items.forEach((of, item) => {
    expect(found.all[item]).toBe(of.all);
    expect(found.repeats[item]).toBe(of.repeats);
    expect(found.logGaps[item]).toBeCloseTo(of.logGaps, 9);
    of.purchases.forEach((sum, d) => {
      expect(found.purchases[d]![item]! * fades.purchases[d]!).toBeCloseTo(sum, 9);
    });
    of.firsts.forEach((sum, d) => {
      expect(found.firsts[d]![item]! * fades.firsts[d]!).toBeCloseTo(sum, 9);
    });
    of.regions.forEach((sum, region) => {
      const ofRegion = (found.regions.get(region)?.get(item) ?? 0) * fades.purchases[MONTH]!;
      expect(Math.abs(ofRegion - sum)).toBeLessThan(CLOSE);
    });
  });
  wanted.groups.forEach((groups, l) => {
    groups.forEach((of, group) => {
      const sums = found.groups[l]!;
      expect(sums.all[group]).toBe(of.all);
      expect(sums.repeats[group]).toBe(of.repeats);
      expect(sums.logGaps[group]).toBeCloseTo(of.logGaps, 9);
      expect(sums.month[group]! * fades.purchases[MONTH]!).toBeCloseTo(of.purchases[MONTH]!, 9);
      expect(sums.firsts[group]! * fades.firsts[1]!).toBeCloseTo(of.firsts[1]!, 9);
    });
  });
}

const days = fc
  .array(fc.integer({ min: -25, max: 260 }), { minLength: 1, maxLength: 6 })
  .map((list) => list.sort((a, b) => a - b));

describe('StatisticsOfLog', () => {
  it('equals, on every morning, a new sum of everything before it', () => {
    fc.assert(
      fc.property(userEvents, days, (events, mornings) => {
        const ofLog = new StatisticsOfLog(logOf(events), ITEMS, LEVELS, [logOf(events)]);
        const purchases = purchasesOf(events);
        for (const day of mornings) {
          ofLog.advanceTo(day);
          const before = purchases.filter((purchase) => purchase.day < day);
          expectSummed(ofLog.statistics, before, day);
          // As evidence, the same events have the same sums.
          const { evidence, purchases: sums } = ofLog.statistics;
          ITEM_EVIDENCE_DECAYS.forEach((decay, d) => {
            const same = sums[PURCHASE_DECAYS.indexOf(decay)]!;
            for (const item of items) expect(evidence[0]![d]![item]).toBeCloseTo(same[item]!, 9);
          });
        }
      }),
    );
  });

  it('knows in one step what it knows day by day, also of what regions forgot', () => {
    fc.assert(
      fc.property(userEvents, fc.integer({ min: 1, max: 4 }), (events, stretch) => {
        // Regions forget a purchase after half a year.
        const apart = events.map((event) => ({ ...event, day: event.day * stretch }));
        const days = apart.filter(({ item }) => item >= 0).map(({ day }) => day);
        const knownAfter = (mornings: readonly number[]): number[] => {
          const ofLog = new StatisticsOfLog(logOf(apart), ITEMS, LEVELS);
          for (const morning of mornings) ofLog.advanceTo(morning);
          const { regions } = ofLog.statistics;
          return REGIONS.flatMap((region) => items.map((item) => regions.get(region)?.get(item) ?? 0));
        };
        const daily = knownAfter(days.toSorted((a, b) => a - b).map((day) => day + 1));
        knownAfter([Math.max(0, ...days) + 1]).forEach((sum, n) => {
          expect(sum).toBeCloseTo(daily[n]!, 9);
        });
      }),
    );
  });
});

const facts = fc.array(
  fc.record({
    item: fc.nat(ITEMS - 1),
    day: fc.integer({ min: 0, max: 200 }),
    region: fc.nat(2),
    gap: fc.nat(40),
  }),
  { maxLength: 60 },
);

describe('ItemStatistics', () => {
  const arraysAfter = (apply: (statistics: ItemStatistics) => void, latest: PurchaseFact[]): number[][] => {
    const statistics = new ItemStatistics(ITEMS, LEVELS);
    apply(statistics);
    for (const fact of latest) statistics.add(fact);
    const { state } = statistics;
    return [...itemArrays(state), ...state.groups.flatMap((sums) => Object.values(sums))].map((sums) => [...sums]);
  };
  const expectSame = (found: number[][], wanted: number[][]): void => {
    found.forEach((sums, n) => {
      sums.forEach((sum, item) => {
        expect(sum).toBeCloseTo(wanted[n]![item]!, 9);
      });
    });
  };
  // The latest day is the same for both.
  const last: PurchaseFact[] = [{ item: 0, day: 201, region: 0, gap: 0 }];

  it('does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(facts, (all) => {
        const forward = arraysAfter((statistics) => {
          for (const fact of all) statistics.add(fact);
        }, last);
        const backward = arraysAfter((statistics) => {
          for (const fact of all.toReversed()) statistics.add(fact);
        }, last);
        expectSame(forward, backward);
      }),
    );
  });

  it('forgets facts that are taken back', () => {
    fc.assert(
      fc.property(facts, facts, (kept, taken) => {
        const both = arraysAfter((statistics) => {
          for (const fact of [...kept, ...taken]) statistics.add(fact);
          for (const fact of taken) statistics.add(fact, -1);
        }, last);
        const without = arraysAfter((statistics) => {
          for (const fact of kept) statistics.add(fact);
        }, last);
        expectSame(both, without);
      }),
    );
  });
});

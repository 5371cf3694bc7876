import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ItemStatistics, type ItemStatisticsState, WINDOWS } from './item-statistics.js';
import { ITEMS, LEVELS, logOf, type Purchase, purchasesOf, userEvents } from './testing/random-sessions.js';

/** What is known on the morning of `day`, by a new count of everything. */
function recounted(purchases: readonly Purchase[], day: number): ItemStatisticsState {
  const zeros = (size: number = ITEMS): Float32Array => new Float32Array(size);
  const state = {
    all: zeros(),
    windows: WINDOWS.map(() => zeros()),
    repeats: zeros(),
    logGaps: zeros(),
    logSizes: zeros(),
    groups: LEVELS.map((level) => {
      const size = Math.max(...level) + 1;
      return { all: zeros(size), month: zeros(size), repeats: zeros(size), logGaps: zeros(size) };
    }),
    regions: new Map([0, 1, 2].map((region) => [region, zeros()])),
  };
  const known = purchases.filter((purchase) => purchase.day < day);
  for (const { user, day: on, item, region, size } of known) {
    const within = (days: number): boolean => on >= day - days;
    const earlier = known.filter((other) => other.user === user && other.item === item && other.day < on);
    const gap = earlier.length > 0 ? Math.log(on - Math.max(...earlier.map((other) => other.day))) : undefined;
    state.all[item]!++;
    state.logSizes[item]! += Math.log(size);
    WINDOWS.forEach((days, w) => {
      if (within(days)) state.windows[w]![item]!++;
    });
    if (within(28)) state.regions.get(region)![item]!++;
    if (gap !== undefined) {
      state.repeats[item]!++;
      state.logGaps[item]! += gap;
    }
    LEVELS.forEach((level, l) => {
      const group = level[item]!;
      if (group < 0) return;
      const of = state.groups[l]!;
      of.all[group]!++;
      if (within(28)) of.month[group]!++;
      if (gap === undefined) return;
      of.repeats[group]!++;
      of.logGaps[group]! += gap;
    });
  }
  return state;
}

/** Sums of logarithms are added in another order. */
const close = (found: Float32Array, wanted: Float32Array): void => {
  expect(found).toHaveLength(wanted.length);
  found.forEach((x, i) => {
    expect(x).toBeCloseTo(wanted[i]!, 4);
  });
};

function expectSame(found: ItemStatisticsState, wanted: ItemStatisticsState): void {
  expect(found.all).toEqual(wanted.all);
  expect(found.windows).toEqual(wanted.windows);
  expect(found.repeats).toEqual(wanted.repeats);
  close(found.logGaps, wanted.logGaps);
  close(found.logSizes, wanted.logSizes);
  found.groups.forEach((group, l) => {
    const { logGaps, ...counts } = wanted.groups[l]!;
    expect(group).toMatchObject(counts);
    close(group.logGaps, logGaps);
  });
  for (const [region, counts] of wanted.regions) {
    expect(found.regions.get(region) ?? new Float32Array(ITEMS)).toEqual(counts);
  }
}

const days = fc
  .array(fc.integer({ min: -25, max: 260 }), { minLength: 1, maxLength: 6 })
  .map((list) => list.sort((a, b) => a - b));

describe('ItemStatistics', () => {
  it('equals, on every morning, a new count of everything before it', () => {
    fc.assert(
      fc.property(userEvents, days, (events, mornings) => {
        const statistics = new ItemStatistics(logOf(events), ITEMS, LEVELS);
        const purchases = purchasesOf(events);
        for (const day of mornings) {
          statistics.advanceTo(day);
          expectSame(statistics, recounted(purchases, day));
        }
      }),
    );
  });

  it('ignores the day itself and later days', () => {
    fc.assert(
      fc.property(userEvents, userEvents, fc.integer({ min: -25, max: 140 }), (events, others, day) => {
        const past = events.filter((event) => event.day < day);
        const later = others.filter((event) => event.day >= day);
        const both = [...past, ...later].sort((a, b) => a.user - b.user || a.day - b.day || a.hour - b.hour);
        const [of, without] = [both, past].map((list) => new ItemStatistics(logOf(list), ITEMS, LEVELS));
        for (const statistics of [of!, without!]) statistics.advanceTo(day);
        const state = ({ all, windows, repeats, logGaps, logSizes, groups, regions }: ItemStatistics) => ({
          ...{ all, windows, repeats, logGaps, logSizes, groups, regions },
        });
        expect(state(of!)).toEqual(state(without!));
      }),
    );
  });
});

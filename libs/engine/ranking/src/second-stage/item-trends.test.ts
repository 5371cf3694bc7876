import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ItemStatistics } from './item-statistics.js';
import { FIRST_MONTH, FIRST_WINDOWS, TREND_WINDOWS } from './item-trends.js';
import { ITEMS, LEVELS, logOf, type Purchase, purchasesOf, userEvents } from './testing/random-sessions.js';

const items = Array.from({ length: ITEMS }, (_, item) => item);

describe('ItemTrends', () => {
  it('counts purchases and first ones within their windows, of items and groups, on every morning it moves to', () => {
    const mornings = fc.array(fc.integer({ min: -30, max: 160 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(userEvents, mornings, (events, days) => {
        const purchases = purchasesOf(events);
        const first = ({ user, item, day }: Purchase): boolean =>
          purchases.every((other) => other.user !== user || other.item !== item || other.day >= day);
        const statistics = new ItemStatistics(logOf(events), ITEMS, LEVELS, true);
        for (const day of [...days].sort((a, b) => a - b)) {
          statistics.advanceTo(day);
          const { windows, firsts, groupFirsts, age, idle } = statistics.trends!;
          const before = purchases.filter((purchase) => purchase.day < day);
          const within = (days: number): Purchase[] => before.filter((purchase) => purchase.day >= day - days);
          const counted = (of: Purchase[]): number[] => items.map((i) => of.filter(({ item }) => item === i).length);
          expect(windows.map((of) => [...of])).toEqual(TREND_WINDOWS.map((days) => counted(within(days))));
          expect(firsts.map((of) => [...of])).toEqual(FIRST_WINDOWS.map((days) => counted(within(days).filter(first))));
          const tried = within(FIRST_WINDOWS[FIRST_MONTH]).filter(first);
          groupFirsts.forEach((of, l) => {
            const wanted = [...of.keys()].map((g) => tried.filter(({ item }) => LEVELS[l]![item] === g).length);
            expect([...of]).toEqual(wanted);
          });
          const daysOf = (item: number): number[] => before.filter((p) => p.item === item).map((p) => day - p.day);
          expect([...age]).toEqual(items.map((item) => Math.max(-1, ...daysOf(item))));
          expect([...idle]).toEqual(items.map((item) => (daysOf(item).length > 0 ? Math.min(...daysOf(item)) : -1)));
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceOf, REPEAT_AGES, RepeatedItems } from './repeated-items.js';

const HOUR = 3_600_000;
const K = REPEAT_AGES.length;
const [VIEW, CART, PURCHASE] = [1, 2, 3];
const all = () => 1;

function agesOf(hours: number, weight = 1): number[] {
  const had = new RepeatedItems<string>(hours * HOUR, () => weight);
  had.add('a', PURCHASE, 0);
  return [...had.ages];
}

describe('RepeatedItems', () => {
  it('counts an event at its age, or in part at the two ages around it', () => {
    REPEAT_AGES.forEach((hours, k) => {
      expect(agesOf(hours)).toEqual(Array.from({ length: K }, (_, i) => (i === k ? 1 : 0)));
    });
    const between = agesOf(Math.sqrt(24 * 72));
    expect(between[1]).toBeCloseTo(0.5);
    expect(between[2]).toBeCloseTo(0.5);
    // An event of this minute, or after the request, is as old as the youngest; beyond a year all are alike.
    expect(agesOf(0)[0]).toBe(1);
    expect(agesOf(-5)[0]).toBe(1);
    expect(agesOf(20_000)[K - 1]).toBe(1);
  });

  it('gives each distinct time of an item its whole weight, and one time of several lines once', () => {
    const events = fc.array(
      fc.record({ item: fc.constantFrom('a', 'b', 'c'), hours: fc.integer({ min: 0, max: 9000 }) }),
    );
    fc.assert(
      fc.property(events, (given) => {
        const sorted = given.toSorted((x, y) => x.hours - y.hours);
        const had = new RepeatedItems<string>(9000 * HOUR, all);
        for (const { item, hours } of sorted) had.add(item, PURCHASE, hours * HOUR);
        had.items.forEach((item, n) => {
          const times = new Set(sorted.filter((event) => event.item === item).map(({ hours }) => hours));
          const sum = had.ages.slice(n * K, (n + 1) * K).reduce((total, x) => total + x, 0);
          expect(sum).toBeCloseTo(times.size);
        });
        expect(new Set(had.items)).toEqual(new Set(sorted.map(({ item }) => item)));
      }),
    );
  });

  it('leaves out what is no evidence', () => {
    const had = new RepeatedItems<string>(HOUR, evidenceOf({ target: 'purchase', kindWeights: { view: 0.2 } }));
    had.add('seen', VIEW, 0);
    had.add('cart', CART, 0);
    had.add('had', PURCHASE, 0);
    expect(had.items).toEqual(['seen', 'had']);
    expect([had.ages[0], had.ages[K]]).toEqual([0.2, 1]);
  });

  it.each([
    [VIEW, PURCHASE],
    [PURCHASE, VIEW],
  ])('counts the weightiest of several events of an item at one time, in any order', (first, second) => {
    const had = new RepeatedItems<string>(HOUR, evidenceOf({ target: 'purchase', kindWeights: { view: 0.2 } }));
    had.add('a', first, 0);
    had.add('a', second, 0);
    expect(had.ages[0]).toBeCloseTo(1);
  });

  it('counts all kinds alike without a target', () => {
    expect([VIEW, CART, PURCHASE].map(evidenceOf({}))).toEqual([1, 1, 1]);
  });
});

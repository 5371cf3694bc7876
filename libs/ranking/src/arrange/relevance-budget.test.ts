import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discount, RelevanceBudget } from './relevance-budget.js';
import { seededRandom } from './seeded-random.js';

/** Σ relevance of each item by its place in the ranking, discounted by its place in the list. */
const dcg = (places: readonly number[]): number =>
  places.reduce((sum, item, place) => sum + discount(item) * discount(place), 0);

const first = (k: number): number[] => Array.from({ length: k }, (_, place) => place);

describe('RelevanceBudget', () => {
  it('is what the list loses, whichever of the affordable items are chosen', () => {
    const asked = fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      k: fc.integer({ min: 1, max: 20 }),
      budget: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
      seed: fc.nat(),
    });
    let moved = 0;
    fc.assert(
      fc.property(asked, ({ n, k, budget, seed }) => {
        const wanted = Math.min(n, k);
        const spent = new RelevanceBudget(n, k, budget);
        const remaining = first(n);
        const list: number[] = [];
        const random = seededRandom(seed);
        let losses = 0;
        while (list.length < wanted) {
          const affordable = spent.affordable(remaining);
          expect(affordable[0]).toBe(0);
          const m = Math.floor(random() * affordable.length);
          spent.spend(affordable[m]!);
          losses += affordable[m]!;
          list.push(...remaining.splice(m, 1));
        }
        const ideal = dcg(first(wanted));
        expect(dcg(list)).toBeGreaterThanOrEqual((1 - budget) * ideal - 1e-9);
        expect(ideal - losses).toBeCloseTo(dcg(list), 9);
        if (list.some((item, place) => item !== place)) moved++;
      }),
    );
    expect(moved).toBeGreaterThan(10);
  });

  it('refuses exactly what no completion could make good', () => {
    // Of three for two places: the losses by hand.
    const [g0, g1, g2] = [discount(0), discount(1), discount(2)];
    const ideal = g0 * g0 + g1 * g1;
    const losses = [0, ideal - (g1 * g0 + g0 * g1), ideal - (g2 * g0 + g0 * g1)];
    const generous = new RelevanceBudget(3, 2, 1).affordable([0, 1, 2]);
    generous.forEach((loss, m) => {
      expect(loss).toBeCloseTo(losses[m]!, 12);
    });
    const between = (losses[1]! + losses[2]!) / 2 / ideal;
    expect(new RelevanceBudget(3, 2, between).affordable([0, 1, 2])).toHaveLength(2);
    expect(new RelevanceBudget(3, 2, 0).affordable([0, 1, 2])).toHaveLength(1);
  });
});

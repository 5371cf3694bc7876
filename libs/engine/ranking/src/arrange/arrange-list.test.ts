import { CandidateSource } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RankedItem } from '../round-robin.js';
import { type ArrangeInput, arrange, type ListRules, poolSize } from './arrange-list.js';
import { seededRandom } from './seeded-random.js';

const rankedOf = (n: number): RankedItem[] =>
  Array.from({ length: n }, (_, position) => ({
    itemId: `i${position}`,
    score: -position,
    source: CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT,
    position,
    logPopularity: Math.log1p(position % 5),
  }));

/** Department by thousands, shelf by the next digit: both names occur in several departments. */
const categoryOf = (itemId: string): string[] => {
  const n = Number(itemId.slice(1));
  return n % 7 === 6 ? [] : [`department ${n % 3}`, `shelf ${n % 2}`];
};
const valuesOf: ArrangeInput['valuesOf'] = (itemId, { level }) => {
  const category = categoryOf(itemId);
  const depth = level === undefined ? category.length : level + 1;
  return depth === 0 || category.length < depth ? [] : [category.slice(0, depth)];
};
const vectorOf = (itemId: string): Float32Array => {
  const n = Number(itemId.slice(1));
  return Float32Array.of(Math.cos(n), Math.sin(n), 0.3);
};

const arranged = (changes: Partial<ArrangeInput>) =>
  arrange({
    ranked: rankedOf(40),
    shown: 10,
    rules: { caps: [] },
    valuesOf,
    vectorOf,
    random: seededRandom(1),
    ...changes,
  });
const idsOf = ({ items }: ReturnType<typeof arrange>): string[] => items.map(({ itemId }) => itemId);

const random = fc.record({
  n: fc.nat(60),
  shown: fc.integer({ min: 1, max: 20 }),
  caps: fc.uniqueArray(
    fc.record({ level: fc.constantFrom(undefined, 0, 1, 2), items: fc.integer({ min: 1, max: 4 }) }),
    { selector: ({ level }) => level, maxLength: 3 },
  ),
  diversity: fc.option(
    fc.record({
      method: fc.constantFrom('mmr' as const, 'dpp' as const),
      strength: fc.double({ min: 0, max: 1, noNaN: true }),
      relevanceBudget: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { nil: undefined },
  ),
  coverage: fc.option(fc.record({ places: fc.nat(5), penalty: fc.constantFrom(0.4, 3), within: fc.nat(30) }), {
    nil: undefined,
  }),
  exploration: fc.option(
    fc.record({
      places: fc.nat(10),
      rate: fc.double({ min: 0, max: 1, noNaN: true }),
      candidates: fc.integer({ min: 1, max: 10 }),
    }),
    { nil: undefined },
  ),
  seed: fc.nat(),
});

describe('arrange', () => {
  it('is as ranked without rules', () => {
    const { items, overCap, fullValues } = arranged({ shown: 3 });
    const plain = { propensity: 1, coverage: 0, diversity: 0, exploration: 0 };
    expect(items).toEqual(rankedOf(3).map((item) => ({ ...item, ...plain })));
    expect([overCap, fullValues]).toEqual([0, []]);
  });

  it('fills the list if it can, has no item twice, keeps the caps as far as there are items, and says how each item moved', () => {
    let capped = 0;
    fc.assert(
      fc.property(random, ({ n, shown, caps, coverage, diversity, exploration, seed }) => {
        const rules: ListRules = {
          caps: caps.map(({ level, items }) => ({
            field: 'category',
            items,
            ...(level === undefined ? {} : { level }),
          })),
          ...(coverage ? { coverage } : {}),
          ...(diversity ? { diversity } : {}),
          ...(exploration ? { exploration } : {}),
        };
        const list = arranged({ ranked: rankedOf(n), shown, rules, random: seededRandom(seed) });
        const ids = idsOf(list);
        expect(new Set(ids).size).toBe(Math.min(n, shown));
        list.items.forEach(({ position, itemId, coverage: covered, diversity: moved, exploration: drawn }, place) => {
          expect(position).toBe(place);
          expect(Number(itemId.slice(1)) - covered - moved - drawn).toBe(place);
        });
        const within = ids.slice(0, ids.length - list.overCap);
        for (const { level, items } of rules.caps) {
          const counts = new Map<string, number>();
          for (const category of within.map(categoryOf)) {
            const depth = level === undefined ? category.length : level + 1;
            if (depth === 0 || category.length < depth) continue;
            const key = category.slice(0, depth).join('/');
            counts.set(key, (counts.get(key) ?? 0) + 1);
          }
          for (const count of counts.values()) expect(count).toBeLessThanOrEqual(items);
        }
        // An item past the cap is only there if no other is left.
        if (list.overCap > 0) capped++;
        if (list.overCap === 0 || rules.exploration) return;
        const left = rankedOf(n).filter(({ itemId }) => !within.includes(itemId));
        for (const { itemId } of left) expect(breaksACap(itemId, within, rules)).toBe(true);
      }),
      { numRuns: 400 },
    );
    // About fifty are expected: none would be no accident.
    expect(capped).toBeGreaterThan(0);
  });

  it('tells apart two shelves of one name in two departments, and names full categories', () => {
    const list = arranged({ shown: 4, rules: { caps: [{ field: 'category', level: 1, items: 1 }] } });
    expect(idsOf(list)).toEqual(['i0', 'i1', 'i2', 'i3']);
    expect(list.fullValues.map(({ value }) => value).sort()).toEqual(['shelf 0', 'shelf 1']);
    const departments = arranged({ shown: 5, rules: { caps: [{ field: 'category', level: 0, items: 1 }] } });
    expect(idsOf(departments)).toEqual(['i0', 'i1', 'i2', 'i6', 'i13']);
    expect(departments.items[3]).toMatchObject({ diversity: 3, exploration: 0, propensity: 1 });
  });

  it('uses more of the ranking if the rules need a choice', () => {
    expect(poolSize(10, { caps: [] })).toBe(10);
    expect(poolSize(10, { caps: [{ field: 'category', items: 1 }] })).toBe(50);
    expect(poolSize(10, { caps: [], coverage: { places: 2, penalty: 0.4, within: 100 } })).toBe(100);
    expect(poolSize(10, { caps: [], exploration: { places: 2, rate: 0.1, candidates: 10 } })).toBe(20);
    expect(poolSize(1000, { caps: [], diversity: { method: 'mmr', strength: 1, relevanceBudget: 1 } })).toBe(1000);
  });
});

function breaksACap(itemId: string, list: readonly string[], { caps }: ListRules): boolean {
  return caps.some(({ level, items }) => {
    const pathOf = (id: string): string | undefined => {
      const category = categoryOf(id);
      const depth = level === undefined ? category.length : level + 1;
      return depth === 0 || category.length < depth ? undefined : category.slice(0, depth).join('/');
    };
    const path = pathOf(itemId);
    return path !== undefined && list.filter((id) => pathOf(id) === path).length >= items;
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestGroups } from './best-groups.js';

const input = fc
  .record({
    groupsOf: fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }), { maxLength: 40 }),
    groups: fc.integer({ min: 1, max: 6 }),
    items: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ groupsOf, ...most }) => ({
    ...most,
    ranked: groupsOf.map((_, place) => place),
    groupsOf: groupsOf.map((values) => values.map((value) => [value])),
  }));

describe('the best groups', () => {
  it('are those of the highest sums of 1 / place, each with its best items that no better group has', () => {
    fc.assert(
      fc.property(input, ({ ranked, groupsOf, groups, items }) => {
        const placesOf = (value: string): number[] =>
          ranked.filter((place) => groupsOf[place]!.some(([one]) => one === value));
        const sumOf = (places: readonly number[]): number => places.reduce((sum, place) => sum + 1 / (place + 1), 0);
        const names = [...new Set(groupsOf.flat().map(([value]) => value!))];
        names.sort((a, b) => sumOf(placesOf(b)) - sumOf(placesOf(a)));
        const above = new Set<number>();
        const expected = names.flatMap((value) => {
          const own = placesOf(value)
            .filter((place) => !above.has(place))
            .slice(0, items);
          for (const place of own) above.add(place);
          return own.length > 0 ? [{ value: [value], items: own, score: sumOf(placesOf(value)) / sumOf(ranked) }] : [];
        });
        const found = bestGroups({ ranked, groupsOf, groups, items });
        expect(found.map(({ value, items: own }) => ({ value, own }))).toEqual(
          expected.slice(0, groups).map(({ value, items: own }) => ({ value, own })),
        );
        found.forEach(({ score }, n) => {
          expect(score).toBeCloseTo(expected[n]!.score, 9);
        });
      }),
    );
  });

  it('keep two paths of one last name apart', () => {
    const groupsOf = [[['Women', 'Shoes']], [['Men', 'Shoes']], []];
    const found = bestGroups({ ranked: ['pump', 'boot', 'gift'], groupsOf, groups: 5, items: 5 });
    expect(found.map(({ value, items }) => [value.join('/'), items])).toEqual([
      ['Women/Shoes', ['pump']],
      ['Men/Shoes', ['boot']],
    ]);
  });
});

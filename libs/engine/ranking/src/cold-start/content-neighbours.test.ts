import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { borrowedMean, ContentNeighbours, type ContentTable, type ItemContent } from './content-neighbours.js';

const WIDTH = 3;
const TAGS = 5;
const PATHS = [[], ['food'], ['food', 'fruit'], ['food', 'bread'], ['soap']];

const contents: fc.Arbitrary<ItemContent> = fc
  .record({
    text: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: WIDTH, maxLength: WIDTH }),
    tags: fc.uniqueArray(fc.nat(TAGS - 1)),
    path: fc.constantFrom(...PATHS),
  })
  .map(({ text, ...rest }) => {
    const length = Math.hypot(...text) || 1;
    return { ...rest, text: Float32Array.from(text, (x) => x / length) };
  });

function tableOf(items: readonly ItemContent[]): ContentTable {
  const tagOffsets = [0];
  for (const { tags } of items) tagOffsets.push(tagOffsets.at(-1)! + tags.length);
  return {
    width: WIDTH,
    text: Float32Array.from(items.flatMap(({ text }) => [...text])),
    tagOffsets: Int32Array.from(tagOffsets),
    tags: Int32Array.from(items.flatMap(({ tags }) => [...tags])),
    pathOf: Int32Array.from(items, ({ path }) => PATHS.indexOf(path as string[])),
    paths: PATHS,
  };
}

describe('ContentNeighbours', () => {
  it('gives means: weights sum to 1, and a borrowed mean lies within the values of the neighbours', () => {
    fc.assert(
      fc.property(fc.array(contents, { minLength: 1, maxLength: 60 }), contents, fc.nat(), (items, asking, seed) => {
        const borrowed = new ContentNeighbours(tableOf(items)).borrowedFor(asking)!;
        expect(borrowed.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
        expect(new Set(borrowed.items).size).toBe(borrowed.items.length);
        expect([...borrowed.weights].every((weight, n) => weight > 0 && weight <= (borrowed.weights[n - 1] ?? 1))).toBe(
          true,
        );
        const values = items.map((_, item) => (item * 7919 + seed) % 101);
        const lentValues = [...borrowed.items].map((item) => values[item]!);
        expect(borrowedMean(borrowed, (item) => values[item]!)).toBeGreaterThanOrEqual(Math.min(...lentValues) - 1e-3);
        expect(borrowedMean(borrowed, (item) => values[item]!)).toBeLessThanOrEqual(Math.max(...lentValues) + 1e-3);
      }),
    );
  });

  it('weighs identical items highest, leaves out those that may not lend, in any order of the items', () => {
    fc.assert(
      fc.property(fc.array(contents, { minLength: 2, maxLength: 40 }), fc.nat(), (items, place) => {
        const asking = items[place % items.length]!;
        const borrowed = new ContentNeighbours(tableOf(items)).borrowedFor(asking)!;
        const nearDuplicates = items.flatMap((item, n) => (item === asking ? [n] : []));
        // An item outside the category can only be less similar.
        const ofNearDuplicate = borrowed.weights[borrowed.items.indexOf(nearDuplicates[0]!)];
        if (asking.text.some((x) => x !== 0)) expect(ofNearDuplicate).toBeCloseTo(borrowed.weights[0]!, 5);
        const without = new ContentNeighbours(tableOf(items)).borrowedFor(
          asking,
          (item) => !nearDuplicates.includes(item),
        );
        expect([...(without?.items ?? [])].filter((item) => nearDuplicates.includes(item))).toEqual([]);
        const turned = new ContentNeighbours(tableOf(items.toReversed())).borrowedFor(asking)!;
        const values = items.map(({ text }) => text[0]!);
        expect(borrowedMean(turned, (item) => values.toReversed()[item]!)).toBeCloseTo(
          borrowedMean(borrowed, (item) => values[item]!),
          4,
        );
      }),
      { numRuns: 60 },
    );
  });

  const of = (path: string[], ...text: number[]): ItemContent => ({ text: Float32Array.from(text), tags: [], path });
  const fruit = ['food', 'fruit'];
  const items = [of(fruit, 1, 0, 0), of(fruit, 0, 1, 0), of(['food', 'bread'], 0, 0, 1), of(['soap'], 1, 0, 0)];
  const neighbours = new ContentNeighbours(
    tableOf(items.map((item) => ({ ...item, path: PATHS.find((p) => p.join() === item.path.join())! }))),
  );
  const weightOf = (asking: ItemContent, item: number): number => {
    const borrowed = neighbours.borrowedFor(asking)!;
    return borrowed.weights[borrowed.items.indexOf(item)] ?? 0;
  };

  it('prefers the category to the one above, and similar items within it', () => {
    const apple = of(fruit, 1, 0, 0);
    expect(weightOf(apple, 0)).toBeGreaterThan(weightOf(apple, 1));
    expect(weightOf(apple, 0)).toBeGreaterThan(weightOf(apple, 3));
    expect(weightOf(apple, 1)).toBeGreaterThan(weightOf(apple, 2));
  });

  it('knows the class of a path by the learned items below it, if they agree', () => {
    const finest = Int32Array.of(4, 4, 5, 6);
    expect(neighbours.classOf(fruit, finest)).toBe(4);
    expect(neighbours.classOf(['food', 'nuts'], finest)).toBe(-1);
    expect(neighbours.classOf(['food', 'nuts'], Int32Array.of(2, 2, 2, 3))).toBe(2);
    expect(neighbours.classOf(['toys'], finest)).toBe(-1);
  });
});

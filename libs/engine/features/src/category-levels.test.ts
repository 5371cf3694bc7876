import { describe, expect, it } from 'vitest';
import { categoryLevels } from './category-levels.js';

const levels = (paths: string[][]) =>
  categoryLevels(paths).map(({ size, classes }) => ({ size, classes: [...classes] }));

describe('categoryLevels', () => {
  it('tells items apart by more of their path at each level', () => {
    expect(
      levels([
        ['dairy', 'milk'],
        ['dairy', 'cheese'],
        ['bakery', 'bread'],
        ['dairy', 'milk'],
      ]),
    ).toEqual([
      { size: 2, classes: [0, 0, 1, 0] },
      { size: 3, classes: [0, 1, 2, 0] },
    ]);
  });

  it('keeps classes of one name under two parents apart, and short paths separate', () => {
    expect(levels([['a', 'other'], ['b', 'other'], ['a'], []]).at(-1)).toEqual({ size: 4, classes: [0, 1, 2, 3] });
  });

  it('leaves out levels that separate nothing, or nothing more', () => {
    expect(
      levels([
        ['shop', 'a', 'x'],
        ['shop', 'b', 'y'],
      ]),
    ).toEqual([{ size: 2, classes: [0, 1] }]);
    expect(levels([[], []])).toEqual([]);
    expect(levels([])).toEqual([]);
  });

  it('leaves out levels of too many classes', () => {
    const many = Array.from({ length: 5000 }, (_, i) => [`${i % 7}`, `${i}`]);
    expect(categoryLevels(many).map(({ size }) => size)).toEqual([7]);
  });
});

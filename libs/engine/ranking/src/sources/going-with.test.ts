import { expect, it } from 'vitest';
import { goingWith } from './going-with.js';

const table = {
  size: 2,
  items: Int32Array.from([1, 2, 0, -1, 0, 3, -1, -1]),
  likeness: Float32Array.from([0.5, 0.25, 0.5, 0, 0.25, 0.75, 0, 0]),
};

it('what goes with the seeds is by weight and likeness, and says with which seed most', () => {
  expect(goingWith(table, [{ item: 0, weight: 1 }])).toEqual([
    { item: 1, score: 0.5, seed: 0 },
    { item: 2, score: 0.25, seed: 0 },
  ]);
  const seeds = [
    { item: 1, weight: 1 },
    { item: 2, weight: 4 },
  ];
  expect(goingWith(table, seeds)).toEqual([
    { item: 3, score: 3, seed: 2 },
    { item: 0, score: 1.5, seed: 2 },
  ]);
});

it('a seed is never in the list, and what came after the neighbours were found has none', () => {
  expect(
    goingWith(table, [
      { item: 0, weight: 1 },
      { item: 1, weight: 1 },
    ]),
  ).toEqual([{ item: 2, score: 0.25, seed: 0 }]);
  expect(
    goingWith(table, [
      { item: 9, weight: 1 },
      { item: 3, weight: 1 },
    ]),
  ).toEqual([]);
});

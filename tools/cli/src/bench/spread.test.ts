import { expect, test } from 'vitest';
import { spreadOf } from './spread.js';

test.each([
  [[3], 3, 3, 3],
  [[10, 9, 100], 10, 9, 100],
  [[4, 1, 3, 2], 2.5, 1, 4],
])('the spread of %j', (numbers, median, lowest, highest) => {
  expect(spreadOf(numbers)).toEqual({ median, lowest, highest });
});

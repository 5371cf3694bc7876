import { describe, expect, it } from 'vitest';
import { chunks } from './chunks.js';

describe('chunks', () => {
  it.each([
    [[], 2, []],
    [['a', 'b'], 2, [['a', 'b']]],
    [['a', 'b', 'c', 'd', 'e'], 2, [['a', 'b'], ['c', 'd'], ['e']]],
    [['a', 'b'], 5, [['a', 'b']]],
  ])('of %j by %i are %j', (list, size, expected) => {
    expect(chunks(list, size)).toEqual(expected);
  });
});

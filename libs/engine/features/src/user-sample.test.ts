import { expect, it } from 'vitest';
import { inSampleOrder, sampleOrder } from './user-sample.js';

const ids = Array.from({ length: 4000 }, (_, n) => String(n + 1));

it('draws the same users whatever the order in which they come', () => {
  const drawn = ids.toSorted(inSampleOrder).slice(0, 400);
  expect([...sampleOrder(ids)].slice(0, 400).map((place) => ids[place])).toEqual(drawn);
  expect(ids.toReversed().sort(inSampleOrder).slice(0, 400)).toEqual(drawn);
  expect([...ids, 'one more'].sort(inSampleOrder).slice(0, 401)).toEqual(expect.arrayContaining(drawn));
});

it('draws evenly from numbered users', () => {
  const drawn = ids.toSorted(inSampleOrder).slice(0, 400).map(Number);
  for (let from = 0; from < 4000; from += 1000) {
    const share = drawn.filter((id) => id > from && id <= from + 1000).length;
    expect(share).toBeGreaterThan(70);
    expect(share).toBeLessThan(130);
  }
});

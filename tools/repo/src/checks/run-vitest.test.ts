import { expect, test } from 'vitest';
import { threadsOfALane } from './run-vitest.js';

test('lanes share the cores: each gets its part, and at least one thread', () => {
  const each = (threads: string) => ({ TF_NUM_INTRAOP_THREADS: threads, STARS_TEXT_THREADS: threads });
  expect(threadsOfALane(2, 8)).toEqual(each('4'));
  expect(threadsOfALane(2, 1)).toEqual(each('1'));
  expect(threadsOfALane(1, 8)).toEqual({});
});

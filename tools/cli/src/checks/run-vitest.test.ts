import { expect, test } from 'vitest';
import { threadsOfALane } from './run-vitest.js';

test('lanes share the cores: each gets its part, and at least one thread', () => {
  expect(threadsOfALane(2, 8)).toEqual({ TF_NUM_INTRAOP_THREADS: '4', STARS_TEXT_THREADS: '4' });
  expect(threadsOfALane(2, 1)).toEqual({ TF_NUM_INTRAOP_THREADS: '1', STARS_TEXT_THREADS: '1' });
  expect(threadsOfALane(1, 8)).toEqual({});
});

import { expect, it } from 'vitest';
import { BatchSize } from './batch-size.js';

it('finds how many messages take the time of a turn, and finds it again when they take longer', () => {
  const size = new BatchSize(25);
  const handle = (msEach: number) => size.handled(size.next, 2 + size.next * msEach);
  for (let batch = 0; batch < 10; batch++) handle(0.1);
  expect(size.next).toBeGreaterThan(200);
  expect(size.next * 0.1).toBeLessThan(25);
  handle(1);
  expect(size.next * 1).toBeLessThan(30);
  for (let batch = 0; batch < 10; batch++) handle(500);
  expect(size.next).toBe(16);
  for (let batch = 0; batch < 20; batch++) handle(0);
  expect(size.next).toBe(1000);
});

it('is as large as it may be where nobody waits', () => {
  const size = new BatchSize(undefined);
  size.handled(1000, 5000);
  expect(size.next).toBe(1000);
});

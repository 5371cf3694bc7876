import { beforeEach, expect, it } from 'vitest';
import type { LiveModel } from '../live/live-models.js';
import { LateItems } from './late-items.js';

const [one, other] = [{ version: 'v1' } as LiveModel, { version: 'v2' } as LiveModel];
let now: number;
let late: LateItems;

beforeEach(() => {
  now = 0;
  late = new LateItems(() => now);
});

it('returns once the users that wait for existing items, by model', () => {
  late.add(one, 'a', 'u');
  late.add(one, 'a', 'v');
  late.add(one, 'a', 'v');
  late.add(one, 'b', 'u');
  late.add(other, 'a', 'w');
  expect(late.take(one, ['a', 'b', 'never']).sort()).toEqual(['u', 'v']);
  expect(late.take(one, ['a', 'b'])).toEqual([]);
  expect(late.models()).toEqual([other]);
  late.forget(other);
  expect(late.models()).toEqual([]);
});

it('checks for an item after a second, then after pauses that double, for at most half an hour', () => {
  late.add(one, 'a', 'u');
  const looks: number[] = [];
  for (; late.models().length > 0; now += 1000) if (late.due(one).length > 0) looks.push(now / 1000);
  expect(looks.slice(0, 5)).toEqual([1, 3, 7, 15, 31]);
  expect(looks).toHaveLength(12);
  expect(now / 1000).toBeGreaterThan(1200);
  expect(now / 1000).toBeLessThan(2400);
});

it('accepts a bounded number, and more once some are gone', () => {
  for (let i = 0; i <= 100_000; i++) late.add(one, `item-${i % 10}`, `user-${i}`);
  expect(late.take(one, ['item-0'])).toHaveLength(10_000);
  late.add(one, 'item-0', 'again');
  expect(late.take(one, ['item-0'])).toEqual(['again']);
  expect(late.take(one, ['item-1'])).toHaveLength(10_000);
});

it('returns at most a thousand items at a time', () => {
  for (let i = 0; i < 1500; i++) late.add(one, `item-${i}`, 'u');
  now = 1000;
  expect(late.due(one)).toHaveLength(1000);
  expect(late.due(one)).toHaveLength(500);
  expect(late.due(one)).toEqual([]);
});

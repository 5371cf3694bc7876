import { isStarsError, StarsError } from '@stars/errors';
import { expect, it } from 'vitest';
import { Strangers } from './strangers.js';

const unknown = new StarsError('STARS_UNAUTHENTICATED', 'who are you?');

/** Asks until it is refused as too much. */
function most(ask: () => unknown): number {
  for (let count = 0; count < 100_000; count++) {
    try {
      const answer = ask();
      if (isStarsError(answer) && answer.code === 'STARS_LIMIT_REACHED') return count;
    } catch (error) {
      expect(error).toMatchObject({ code: 'STARS_LIMIT_REACHED', retryAfterMs: expect.any(Number) });
      return count;
    }
  }
  return Number.POSITIVE_INFINITY;
}

it.each<[what: string, ask: (strangers: Strangers, address: string) => unknown, most: number]>([
  ['probes', (strangers, address) => strangers.asks('/readyz', address), 10_000],
  ['metrics', (strangers, address) => strangers.asks('/metrics', address), 400],
  ['bodies', (strangers, address) => strangers.sends(1, address), 200],
  ['wrong keys', (strangers, address) => strangers.refused(unknown, address), 2_000],
])('%s are bounded for each network', (_, ask, allowed) => {
  let now = 0;
  const strangers = new Strangers(() => now);
  const near = (count: number) => [count, count + 1];
  expect(near(allowed)).toContain(most(() => ask(strangers, '2001:db8:1:2::1')));
  expect(most(() => ask(strangers, '2001:db8:1:2::ffff'))).toBe(0);
  expect(near(allowed)).toContain(most(() => ask(strangers, '2001:db8:1:3::1')));
  now = 1000;
  expect(near(allowed / 10)).toContain(most(() => ask(strangers, '2001:db8:1:2::1')));
});

it('gives back what the body of a known caller cost', () => {
  const strangers = new Strangers(() => 0);
  expect(most(() => strangers.sends(1)())).toBe(Number.POSITIVE_INFINITY);
});

it('leaves other refusals as they are', () => {
  const error = new StarsError('STARS_PERMISSION_DENIED', 'no');
  expect(new Strangers().refused(error)).toBe(error);
});

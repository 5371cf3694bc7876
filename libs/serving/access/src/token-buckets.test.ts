import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-buckets.js';

const RATE = 10;
/** What a full bucket holds. */
const FULL = 100;

describe('TokenBuckets', () => {
  it('lets a name use what ten seconds give, then as much as its rate gives', () => {
    const buckets = new TokenBuckets();
    let calls = 0;
    for (; calls <= FULL && buckets.waitMs('shop', RATE, 0) === 0; calls++) buckets.take('shop', RATE, 1, 0);
    expect(calls).toBe(FULL);
    let later = 0;
    for (let now = 0; now < 60_000; now += 50) {
      if (buckets.waitMs('shop', RATE, now) > 0) continue;
      buckets.take('shop', RATE, 1, now);
      later++;
    }
    expect(later).toBeGreaterThan(RATE * 60 - 3);
    expect(later).toBeLessThanOrEqual(RATE * 60);
    expect(buckets.waitMs('other', RATE, 0)).toBe(0);
  });

  it('takes a call that is larger than the bucket, and says how long the next one waits', () => {
    const buckets = new TokenBuckets();
    buckets.take('shop', RATE, FULL + 50, 1000);
    const wait = buckets.waitMs('shop', RATE, 1000);
    expect(wait).toBe(5000);
    expect(buckets.waitMs('shop', RATE, 1000 + wait - 1)).toBeGreaterThan(0);
    expect(buckets.waitMs('shop', RATE, 1000 + wait + 1)).toBe(0);
  });

  it('forgets the name that was not used for longest, and never has more than its bound', () => {
    const buckets = new TokenBuckets(3);
    for (const name of ['a', 'b', 'c', 'a', 'd']) buckets.take(name, RATE, 2 * FULL, 0);
    expect(buckets.size).toBe(3);
    expect(['a', 'b', 'c', 'd'].map((name) => buckets.waitMs(name, RATE, 0) > 0)).toEqual([true, false, true, true]);
    for (let n = 0; n < 100_000; n++) buckets.take(`n${n}`, RATE, 1, n);
    expect(buckets.size).toBe(3);
  });
});

const call = fc.record({ afterMs: fc.nat(2000), works: fc.double({ min: 0.01, max: 300, noNaN: true }) });
it('grants at most a full bucket, what the time gives, and one call beyond', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 300 }), (calls) => {
      const buckets = new TokenBuckets();
      let [now, granted, last] = [0, 0, 0];
      for (const { afterMs, works } of calls) {
        now += afterMs;
        if (buckets.waitMs('shop', RATE, now) > 0) continue;
        buckets.take('shop', RATE, works, now);
        granted += works;
        last = works;
      }
      expect(granted - last).toBeLessThanOrEqual(FULL + (RATE * now) / 1000 + 1e-6);
    }),
  );
});

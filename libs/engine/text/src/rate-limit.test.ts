import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimit, type RateLimits } from './rate-limit.js';

/** A limit with a clock that jumps over every wait. */
function limitOn(limits: RateLimits) {
  const clock = { now: 0 };
  const sleep = async (ms: number): Promise<void> => {
    clock.now += ms;
  };
  return { sut: new RateLimit(limits, { sleep, now: () => clock.now }), clock };
}

describe('RateLimit', () => {
  it('allows a minute’s worth at once, then an even rate', async () => {
    const { sut, clock } = limitOn({ requestsPerMinute: 60 });
    for (let n = 0; n < 60; n++) await sut.take(0, 'live');
    expect(clock.now).toBe(0);
    await sut.take(0, 'live');
    expect(clock.now).toBe(1000);
  });

  it('waits for tokens, and books usage beyond the estimate', async () => {
    const { sut, clock } = limitOn({ tokensPerMinute: 600 });
    await sut.take(600, 'live');
    sut.settle(100);
    await sut.take(50, 'live');
    expect(clock.now).toBe(15_000);
  });

  it('allows a request larger than a minute’s worth once the bucket is full', async () => {
    const { sut, clock } = limitOn({ tokensPerMinute: 600 });
    await sut.take(10_000, 'live');
    expect(clock.now).toBe(0);
    await sut.take(1, 'live');
    expect(clock.now).toBeGreaterThan(900_000);
  });

  it('keeps a fifth for live changes', async () => {
    const { sut, clock } = limitOn({ requestsPerMinute: 10 });
    for (let n = 0; n < 8; n++) await sut.take(0, 'backfill');
    expect(clock.now).toBe(0);
    await sut.take(0, 'live');
    await sut.take(0, 'live');
    expect(clock.now).toBe(0);
    await sut.take(0, 'backfill');
    expect(clock.now).toBe(18_000);
  });

  it('never allows more than the bucket and the time', async () => {
    const requests = fc.array(fc.record({ tokens: fc.nat(300), pause: fc.nat(5000) }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(requests, async (all) => {
        const { sut, clock } = limitOn({ requestsPerMinute: 20, tokensPerMinute: 1000 });
        let [count, tokens] = [0, 0];
        for (const each of all) {
          clock.now += each.pause;
          await sut.take(each.tokens, 'live');
          count++;
          tokens += each.tokens;
          expect(count).toBeLessThanOrEqual(20 + (clock.now / 60_000) * 20 + 1e-6);
          expect(tokens).toBeLessThanOrEqual(1000 + (clock.now / 60_000) * 1000 + 1e-6);
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

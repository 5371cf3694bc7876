import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventRate } from './activity-counts.js';

describe('a rate with its interval', () => {
  it('is as the exact interval of a Poisson count', () => {
    const { value, low, high } = eventRate(10, 100)!;
    // Exact: 4.795 and 18.39.
    expect([value, low, high]).toEqual([0.1, expect.closeTo(0.04795, 3), expect.closeTo(0.1839, 3)]);
    expect(eventRate(0, 50)).toMatchObject({ value: 0, low: 0, high: expect.closeTo(3.69 / 50, 2) });
    expect(eventRate(3, 0)).toBeUndefined();
  });

  it('is within its interval, which is the narrower the more is counted', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 1e6 }), (events, lists) => {
        const { value, low, high } = eventRate(events, lists)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThan(value);
        const more = eventRate(4 * events, 4 * lists)!;
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});

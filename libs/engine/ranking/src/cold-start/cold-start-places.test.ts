import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLD_START, LEARNED, LIVE_COLD_START, spreadColdStartItems, withColdStartItems } from './cold-start-places.js';

describe('withColdStartItems', () => {
  it('changes the scores of cold-start items alone', () => {
    const kinds = Uint8Array.of(LEARNED, COLD_START, LIVE_COLD_START);
    const scores = withColdStartItems(Float32Array.of(1, 2, 3), kinds, { bias: 10, live: -4 });
    expect([...scores]).toEqual([1, 12, 9]);
  });
});

describe('spreadColdStartItems', () => {
  it('keeps to the share at every depth while others are left, and otherwise keeps both orders', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (flags, share) => {
          const order = [...flags.keys()];
          const isColdStart = (place: number): boolean => flags[place]!;
          const list = spreadColdStartItems(order, isColdStart, share);
          expect([...list].sort((a, b) => a - b)).toEqual(order);
          for (const kind of [true, false]) {
            const those = list.filter((place) => flags[place] === kind);
            expect(those).toEqual([...those].sort((a, b) => a - b));
          }
          const lastOther = list.findLastIndex((place) => !flags[place]);
          for (let n = 1; n <= lastOther; n++) {
            const coldStart = list.slice(0, n).filter(isColdStart).length;
            expect(coldStart).toBeLessThanOrEqual(Math.max(1, Math.floor(share * n)));
          }
          if (share === 1) expect(list).toEqual(order);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoresInJavaScript } from './exact-scan.js';
import { nativeAddon } from './native-addon.js';

describe.skipIf(!nativeAddon)('scores of slots', () => {
  it('are the same in both languages, to the last bit', () => {
    const rows = fc.array(fc.array(fc.float({ noNaN: true }), { minLength: 8, maxLength: 8 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, fc.array(fc.integer({ min: -3, max: 40 })), (values, wanted) => {
        const floats = Float32Array.from(values.flat());
        const slots = Int32Array.from(wanted, (slot) => Math.max(-1, Math.min(slot, values.length - 1)));
        const query = floats.subarray(0, 8);
        expect(nativeAddon!.scores(floats, slots, query)).toEqual(scoresInJavaScript(floats, slots, query));
      }),
    );
  });

  it('are refused for a slot without a row, and for a query that is no row', () => {
    const floats = new Float32Array(16);
    expect(() => nativeAddon!.scores(floats, Int32Array.of(2), new Float32Array(8))).toThrow(RangeError);
    expect(() => nativeAddon!.scores(floats, Int32Array.of(0), new Float32Array(3))).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.js';
import { CODEC_PLAIN, CODEC_ZSTD, decodeValue, encodeValue } from './value-codec.js';

describe('value codec', () => {
  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 60 }), (unit, times) => {
        const value = new Uint8Array(unit.length * times);
        for (let i = 0; i < times; i++) value.set(unit, i * unit.length);
        const { codec, bytes } = encodeValue(value);
        expect(Buffer.compare(decodeValue(codec, bytes), value)).toBe(0);
        if (value.length <= 4096) expect(codec).toBe(CODEC_PLAIN);
        expect(bytes.length).toBeLessThanOrEqual(value.length);
      }),
    );
  });

  it('compresses large values, and refuses an unknown codec', () => {
    const packed = encodeValue(new Uint8Array(100_000));
    expect(packed.codec).toBe(CODEC_ZSTD);
    expect(packed.bytes.length).toBeLessThan(1000);
    expect(() => decodeValue(9, packed.bytes)).toThrow(expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' }));
  });
});

describe('back-off', () => {
  it('doubles up to its limit, less at most half', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const full = Math.min(5000, 100 * 2 ** (attempt - 1));
          const wait = backOffMs(attempt, { minMs: 100, maxMs: 5000 }, () => random);
          expect(wait).toBeLessThanOrEqual(full);
          expect(wait).toBeGreaterThanOrEqual(full / 2);
        },
      ),
    );
  });
});

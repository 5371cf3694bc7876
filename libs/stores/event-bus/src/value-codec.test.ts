import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

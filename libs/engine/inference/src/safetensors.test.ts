import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';

const tensor = fc
  .tuple(fc.array(fc.nat(4), { maxLength: 3 }), fc.boolean(), fc.infiniteStream(fc.integer()))
  .map(([shape, whole, stream]): StoredTensor => {
    const size = shape.reduce((product, side) => product * side, 1);
    const numbers = Array.from({ length: size }, () => stream.next().value as number);
    return { shape, values: whole ? Int32Array.from(numbers) : Float32Array.from(numbers, (x) => x / 1000) };
  });
const tensors = fc
  .uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), tensor), { selector: ([name]) => name, maxLength: 6 })
  .map((entries) => new Map(entries.filter(([name]) => name !== '__metadata__')));

/** A file with this header, which need not be an object, and data. */
function fileOf(header: unknown, data = 0): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const out = Buffer.alloc(8 + text.length + data);
  out.writeBigUInt64LE(BigInt(text.length));
  text.copy(out, 8);
  return out;
}

const CORRUPT = expect.objectContaining({ code: 'STARS_MODEL_CORRUPT' });
const corrupt = (bytes: Uint8Array, reason = /./) => {
  expect(() => decodeSafetensors(bytes, 'w.safetensors')).toThrow(CORRUPT);
  expect(() => decodeSafetensors(bytes, 'w.safetensors')).toThrow(reason);
};

describe('safetensors', () => {
  it('come back as they were, with any names and shapes', () => {
    fc.assert(
      fc.property(tensors, fc.nat(7), (given, shift) => {
        const bytes = encodeSafetensors(given);
        expect((8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))) % 8).toBe(0);
        // Read from any place of a larger buffer.
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        const back = decodeSafetensors(shifted.subarray(shift), 'w');
        expect([...back.keys()].sort()).toEqual([...given.keys()].sort());
        for (const [name, { shape, values }] of given) expect(back.get(name)).toEqual({ shape, values });
      }),
      { numRuns: 200 },
    );
  });

  it('are laid out as the format says', () => {
    const bytes = encodeSafetensors(new Map([['a', { shape: [2], values: Float32Array.of(1, -2) }]]));
    const length = Number(Buffer.from(bytes).readBigUInt64LE());
    expect(JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString())).toEqual({
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect(Buffer.from(bytes).readFloatLE(8 + length + 4)).toBe(-2);
  });

  it('may carry metadata, as other tools write it', () => {
    const entry = { dtype: 'I32', shape: [1], data_offsets: [0, 4] };
    const back = decodeSafetensors(fileOf({ __metadata__: { format: 'pt' }, a: entry }, 4), 'w');
    expect(back).toEqual(new Map([['a', { shape: [1], values: Int32Array.of(0) }]]));
  });

  it('are corrupt wherever they are cut off', () => {
    const bytes = encodeSafetensors(new Map([['a', { shape: [2, 3], values: new Float32Array(6) }]]));
    for (let length = 0; length < bytes.length; length++) corrupt(bytes.subarray(0, length), /w\.safetensors/);
  });

  const good = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"a":', /no JSON/],
    ['null', null, /no object/],
    ['a list', [good], /no object/],
    ['an entry that is null', { a: null }, /a has no shape/],
    ['an entry without a shape', { a: { ...good, shape: undefined } }, /a has no shape/],
    ['an entry without a place', { a: { ...good, data_offsets: undefined } }, /a has no shape/],
    ['a place of three numbers', { a: { ...good, data_offsets: [0, 4, 8] } }, /a has no shape/],
    ['a negative side', { a: { ...good, shape: [-2, -1] } }, /a has no shape/],
    ['a broken side', { a: { ...good, shape: [0.5, 4] } }, /a has no shape/],
    ['a place before the data', { a: { ...good, data_offsets: [-8, 0] } }, /a has no shape/],
    ['a place behind the data', { a: { ...good, data_offsets: [8, 16] } }, /a is cut off/],
    ['a place of another size', { a: { ...good, shape: [3] } }, /8 bytes where its shape needs 12/],
    ['another type', { a: { ...good, dtype: 'BF16' } }, /unknown type BF16/],
  ])('are corrupt with %s', (_, header, reason) => {
    corrupt(fileOf(header, 8), reason);
  });

  it('are corrupt with a header longer than the file, however long', () => {
    const bytes = Buffer.from(fileOf({}, 8));
    for (const length of [11n, 1n << 40n, (1n << 64n) - 1n]) {
      bytes.writeBigUInt64LE(length);
      corrupt(bytes, /header is cut off/);
    }
  });

  it('are either read or corrupt, with any byte altered', () => {
    const bytes = encodeSafetensors(
      new Map([
        ['a', { shape: [2], values: Float32Array.of(1, 2) }],
        ['b', { shape: [], values: Int32Array.of(7) }],
      ]),
    );
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 16, 128]) {
        const damaged = bytes.slice();
        damaged[at]! ^= flip;
        try {
          decodeSafetensors(damaged, 'w');
        } catch (error) {
          expect(error).toEqual(CORRUPT);
        }
      }
    }
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteRows, type Score } from './byte-rows.js';
import { innerProduct, padded, strideOf } from './exact-scan.js';
import { type NativeAddon, nativeAddon, VECTOR_SCAN } from './native-addon.js';
import { scoreRows, scoreRowsAnywhere } from './score-rows.js';
import { SlotSet } from './slot-set.js';
import { TopSlots } from './top-slots.js';

/** Rows [n, width], as a collection holds them and as bytes. */
function stored(rows: readonly Float32Array[], width: number, addon: NativeAddon | null) {
  const stride = strideOf(width);
  const matrix = new Float32Array(rows.length * stride);
  const bytes = new ByteRows(width, addon);
  rows.forEach((row, slot) => {
    matrix.set(row, slot * stride);
    bytes.put(slot, row);
  });
  const itemIds = rows.map((_, slot) => `item-${String(slot).padStart(6, '0')}`);
  let scored = 0;
  return {
    bytes,
    scored: () => scored,
    /** What the scan finds, and what scoring every eligible row finds. */
    both(queries: readonly Float32Array[], eligible: SlotSet, k: number) {
      const asked = queries.map((query) => padded(query, stride));
      const limit = Math.min(k, eligible.size);
      const [found, wanted] = [0, 1].map(() => asked.map(() => new TopSlots(limit, itemIds)));
      const score = (slot: number, q: number): number => innerProduct(matrix, slot * stride, asked[q]!);
      const counted: Score = (q, slots, count, scores) => {
        scored += count;
        scoreRows(matrix, asked[q]!, slots, count, scores);
      };
      bytes.search(asked, eligible, found!, counted);
      for (let slot = 0; slot < rows.length; slot++) {
        if (eligible.has(slot)) wanted!.forEach((list, q) => void list.offer(slot, score(slot, q)));
      }
      return { found: found!.map((list) => list.drain()), wanted: wanted!.map((list) => list.drain()) };
    },
  };
}

const all = (count: number): SlotSet => {
  const slots = new SlotSet();
  for (let slot = 0; slot < count; slot++) slots.add(slot);
  return slots;
};

/** Ordinary numbers, ties, and what single precision has at its ends. */
const element = fc.oneof(
  { weight: 8, arbitrary: fc.float({ min: -4, max: 4, noNaN: true }) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, -1) },
  { weight: 1, arbitrary: fc.constantFrom(1e-45, -1e-40, 3e38, -3e38, 1e17, 1e19, -1e21, 1e25, 1e-20) },
);
const vectorsOf = (width: number, most: number) =>
  fc.array(
    fc.array(element, { minLength: width, maxLength: width }).map((values) => Float32Array.from(values)),
    {
      minLength: 1,
      maxLength: most,
    },
  );

const SCANS: [name: string, addon: NativeAddon | null][] = [
  ['WebAssembly', null],
  ['the native addon', nativeAddon],
];

describe.each(SCANS)('rows of bytes, scanned by %s', (name, addon) => {
  // Set-up builds it for x86-64, and a processor may lack what it is for.
  if (name !== 'WebAssembly' && !addon) return it.skip('is not there');

  it('find exactly what scoring every row finds, ties and the ends of single precision included', () => {
    const cases = fc.integer({ min: 1, max: 70 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        rows: vectorsOf(width, 150),
        queries: vectorsOf(width, 5),
        keep: fc.func(fc.boolean()),
        k: fc.integer({ min: 1, max: 30 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ width, rows, queries, keep, k }) => {
        const eligible = new SlotSet();
        rows.forEach((_, slot) => void (keep(slot) && eligible.add(slot)));
        if (eligible.size === 0) eligible.add(0);
        const { found, wanted } = stored(rows, width, addon).both(queries, eligible, k);
        expect(found).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[what: string, query: number[], rows: number[][], k: number]>([
    [
      'a bound overflows',
      [1e21, 0],
      [
        [0, 1e21],
        [3e17, 0],
      ],
      1,
    ],
    ['a bound is no number', [1e21], [[-1e21], [3e17], [1e17]], 2],
    ['a product lies below what single precision has', [1.4e-45], [...Array<number[]>(64).fill([0.2]), [0.3]], 1],
    [
      'a product on the way overflows',
      [1e37, 0],
      [
        [1e-10, 0],
        [1e-9, 1e-8],
      ],
      1,
    ],
  ])('find what scoring every row finds where %s', (_, query, rows, k) => {
    const subject = stored(
      rows.map((row) => Float32Array.from(row)),
      query.length,
      addon,
    );
    const { found, wanted } = subject.both([Float32Array.from(query)], all(rows.length), k);
    expect(found).toEqual(wanted);
  });

  it('score few of many rows in full precision', () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 8) / 2 ** 24 - 0.5;
    };
    const vector = (): Float32Array => Float32Array.from({ length: 48 }, () => random() + random() + random());
    const rows = Array.from({ length: 9000 }, vector);
    const subject = stored(rows, 48, addon);
    const queries = Array.from({ length: 6 }, vector);
    const { found, wanted } = subject.both(queries, all(rows.length), 20);
    expect(found).toEqual(wanted);
    expect(subject.scored()).toBeLessThan(6 * 500);
  });

  it('find a row by what it is now', () => {
    const rows = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const bytes = new ByteRows(2, addon);
    for (const [slot, row] of rows.entries()) bytes.put(slot, row);
    rows[1] = Float32Array.of(5, 5);
    bytes.put(1, rows[1]);
    const list = new TopSlots(1, ['a', 'b']);
    const score: Score = (_, slots, count, scores) => {
      for (let i = 0; i < count; i++) scores[i] = rows[slots[i]!]![0]!;
    };
    bytes.search([Float32Array.of(1, 0)], all(2), [list], score);
    expect(list.drain()).toEqual([{ slot: 1, score: 5 }]);
  });
});

describe('the native addon', () => {
  const flags = process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const wanted = process.arch === 'x64' && /\bavx512_vnni\b/.test(flags) && process.env['STARS_KERNELS'] === undefined;
  it.skipIf(!wanted)('is there where set-up can make it and the processor has what it is for', () => {
    expect(nativeAddon, VECTOR_SCAN).not.toBeNull();
  });

  it.skipIf(!nativeAddon)('scores rows as JavaScript does, to the last bit', () => {
    const cases = fc.integer({ min: 1, max: 40 }).chain((width) => fc.tuple(vectorsOf(width, 20), vectorsOf(width, 1)));
    fc.assert(
      fc.property(cases, fc.array(fc.nat(19), { maxLength: 30 }), ([rows, [query]], wanted) => {
        const stride = strideOf(query!.length);
        const matrix = new Float32Array(rows.length * stride);
        rows.forEach((row, slot) => void matrix.set(row, slot * stride));
        const slots = Int32Array.from(wanted, (slot) => slot % rows.length);
        const [native, anywhere] = [new Float64Array(30), new Float64Array(30)];
        scoreRows(matrix, padded(query!, stride), slots, slots.length, native);
        scoreRowsAnywhere(matrix, padded(query!, stride), slots, slots.length, anywhere);
        expect(native).toEqual(anywhere);
      }),
    );
  });

  it.skipIf(!nativeAddon)('refuses what would lie outside of its memory', () => {
    const { scan, score } = nativeAddon!;
    const [matrix, query, out] = [new Float32Array(8), new Float32Array(4), new Float64Array(4)];
    for (const slot of [-1, 2]) expect(() => score(matrix, query, Int32Array.of(slot), 1, out)).toThrow(RangeError);
    expect(() => score(matrix, query, Int32Array.of(0), 2, out)).toThrow(RangeError);
    expect(() => score(matrix, new Float32Array(3), Int32Array.of(0), 1, out)).toThrow(TypeError);
    expect(() => score(matrix, query, Int32Array.of(0), 1, matrix as never)).toThrow(TypeError);
    // Two rows of 16 elements after two queries: 96 bytes.
    const layout = Int32Array.of(16, 32, 0, 16, 1, 1);
    const ask = (change: (layout: Int32Array) => void, words = Uint32Array.of(3), out = new Int32Array(10)) => {
      const asked = layout.slice();
      change(asked);
      return () => scan(new Int8Array(96), asked, new Float64Array(6), words, out);
    };
    expect(ask(() => {})).not.toThrow();
    expect(ask(() => {}, Uint32Array.of(4))).toThrow(RangeError);
    expect(ask(() => {}, Uint32Array.of(0, 1))).toThrow(RangeError);
    expect(ask(() => {}, Uint32Array.of(3), new Int32Array(9))).toThrow(RangeError);
    for (const [at, value] of [
      [0, 0],
      [0, 8],
      [1, 33],
      [1, -16],
      [2, 81],
      [3, -1],
      [4, -1],
    ] as const) {
      expect(ask((asked) => void asked.fill(value, at, at + 1))).toThrow(RangeError);
    }
    expect(() =>
      scan(new Int8Array(96), new Int32Array(5), new Float64Array(6), Uint32Array.of(3), new Int32Array(10)),
    ).toThrow(TypeError);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchCollection } from './collection-search.js';
import { payload } from './contract-fixtures.js';
import { Eligibility } from './eligibility.js';
import { padded, strideOf } from './exact-scan.js';
import { headWords, nativeAddon, rowBytes, VECTOR_SCAN } from './native-addon.js';
import { ResidentVectors } from './resident-vectors.js';

/** A collection of rows [n, width], and a search for the best k of those with a price of at most 1. */
function stored(rows: readonly Float32Array[], width: number, prices: readonly number[] = []) {
  const vectors = new ResidentVectors(width);
  rows.forEach((row, n) => {
    vectors.put(`item-${String(n).padStart(6, '0')}`, row, payload({ price: prices[n] ?? 0 }));
  });
  const eligibility = new Eligibility(vectors);
  const filter = { expression: { $case: 'range' as const, value: { field: 'price', max: 1 } } };
  return {
    vectors,
    /** What the native scan finds, and what scoring every row finds. */
    async both(queries: readonly Float32Array[], k: number) {
      const asked = queries.map((query) => padded(query, vectors.stride));
      const passing = await eligibility.of(filter, undefined);
      return [false, true].map((exact) => searchCollection({ vectors }, passing, asked, { k, exact }));
    },
  };
}

/** Ordinary numbers, ties, and what single precision has at its ends. */
const element = fc.oneof(
  { weight: 8, arbitrary: fc.float({ min: -4, max: 4, noNaN: true }) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, -1) },
  { weight: 1, arbitrary: fc.constantFrom(1e-45, -1e-40, 3e38, -3e38, 1e17, 1e19, -1e21, 1e25, 1e-20) },
);
const vectorsOf = (width: number, most: number) =>
  fc.array(
    fc.array(element, { minLength: width, maxLength: width }).map((values) => Float32Array.from(values)),
    { minLength: 1, maxLength: most, size: 'max' },
  );

/**
 * One element stands out, as the prior does, in most rows the same, so that few rows are read. Few distinct values: lengths bound scores
 * tightly, and rows tie.
 */
const withPrior = (width: number, most: number) =>
  fc.array(
    fc
      .tuple(
        fc.array(fc.constantFrom<number[]>(-1, 0, 0.7, 1), { minLength: width, maxLength: width }),
        fc.oneof(
          { weight: 20, arbitrary: fc.constantFrom(-12, -11, -10) },
          { weight: 1, arbitrary: fc.constantFrom(-9, -3, 0, 9, 1e-42, 3e38) },
        ),
        fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(width - 1) }),
      )
      .map(([values, prior, place]) => Float32Array.from(values.with(place, prior))),
    { minLength: 1, maxLength: most, size: 'max' },
  );

describe('the native scan', () => {
  it.skipIf(process.platform !== 'linux' || process.env['STARS_KERNELS'] === 'off')(
    'is there where set-up can make it',
    () => {
      const suffices = process.arch === 'arm64' || /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
      if (suffices) expect(VECTOR_SCAN).toBe('native');
      else expect(VECTOR_SCAN).toContain('AVX2');
    },
  );
});

describe.skipIf(!nativeAddon)('rows of bytes', () => {
  it.each([
    ['ties and the ends of single precision included', vectorsOf, 20, 300],
    ['where one element stands out', withPrior, 5, 600],
  ])('find exactly what scoring every row finds, to the last bit, %s', async (_, rowsOf, widest, most) => {
    const cases = fc.integer({ min: 1, max: widest }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        rows: rowsOf(width, most),
        queries: vectorsOf(width, 5),
        prices: fc.array(fc.nat(2), { minLength: 150 }),
        k: fc.integer({ min: 1, max: 30 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ({ width, rows, queries, prices, k }) => {
        const [found, wanted] = await stored(rows, width, prices).both(queries, k);
        expect(found).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it.each<[what: string, query: number[], rows: number[][], k: number]>([
    [
      'products are beyond single precision',
      [1e21, 0],
      [
        [0, 1e21],
        [3e17, 0],
      ],
      1,
    ],
    ['products of both signs are', [1e21], [[-1e21], [3e17], [1e17]], 2],
    ['products lie below it', [1.4e-45], [...Array<number[]>(64).fill([0.2]), [0.3]], 1],
    ['a query is of zeros', [0, 0], [...Array<number[]>(200).fill([1, 2])], 3],
  ])('find what scoring every row finds where %s', async (_, query, rows, k) => {
    const arrays = rows.map((row) => Float32Array.from(row));
    const [found, wanted] = await stored(arrays, query.length).both([Float32Array.from(query)], k);
    expect(found).toEqual(wanted);
  });

  it.each([
    ['', 0],
    [', also where one element is far larger than the others, as the prior is', 10],
  ])('leave few of many rows to be scored%s', (_, prior) => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 8) / 2 ** 24 - 0.5;
    };
    const vector = (last: number): Float32Array =>
      Float32Array.from({ length: 48 }, (_, n) => (n === 47 && prior > 0 ? last : random() + random() + random()));
    const rows = Array.from({ length: 9000 }, () => vector(random() - prior));
    const { matrix, bytes, heads, live } = stored(rows, 48).vectors;
    for (let n = 0; n < 6; n++) {
      const found = nativeAddon!.search(matrix, bytes, heads, live.words, vector(1), vector(1), 20);
      for (const hits of found) expect(hits.length).toBeLessThan(2 * 100);
    }
  });

  it('are those of the vectors as they are now', async () => {
    const { vectors, both } = stored([Float32Array.of(1, 0), Float32Array.of(0, 1)], 2);
    vectors.put('item-000001', Float32Array.of(5, 5), payload({ price: 0 }));
    expect((await both([Float32Array.of(1, 0)], 1))[0]).toEqual([[{ itemId: 'item-000001', score: 5 }]]);
  });

  it('do no harm where something else wrote them, infinite numbers and none included', () => {
    const [stride, rows] = [strideOf(3), 40];
    const floats = new Float32Array(rows * stride);
    const word = fc.oneof(fc.integer(), fc.constantFrom(0, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f7fffff));
    const memory = fc.array(word, { minLength: rows * 8, maxLength: rows * 8 }).map((words) => Uint32Array.from(words));
    const query = fc
      .array(element, { minLength: stride, maxLength: stride })
      .map((values) => Float32Array.from(values));
    fc.assert(
      fc.property(memory, memory, query, fc.integer({ min: 1, max: rows }), (bytes, heads, asked, k) => {
        const slots = Uint32Array.of(0xffffffff, 0xff);
        const found = nativeAddon!.search(floats, new Int8Array(bytes.buffer), heads, slots, asked, asked, k);
        for (const hits of found) expect(hits.length).toBeLessThanOrEqual(2 * rows);
      }),
    );
  });

  it('are refused outside of their memory', () => {
    const { put, search } = nativeAddon!;
    const [stride, rows] = [strideOf(3), 40];
    const [floats, bytes] = [new Float32Array(rows * stride), new Int8Array(rows * rowBytes(stride))];
    const heads = new Uint32Array(headWords(rows));
    const [query, last] = [new Float32Array(stride), Uint32Array.of(0, 1 << 7)];
    expect(() => put(floats, bytes, heads, stride, rows - 1)).not.toThrow();
    expect(search(floats, bytes, heads, last, query, query, 1).map((hits) => [...hits])).toEqual(
      Array(2).fill([rows - 1, 0]),
    );
    expect(search(floats, bytes, heads, new Uint32Array(9), query, query, 1).map((hits) => [...hits])).toEqual([
      [],
      [],
    ]);
    const refused: (() => unknown)[] = [
      () => put(floats, bytes, heads, stride, rows),
      () => put(floats, bytes, heads, stride, -1),
      () => put(floats, bytes, heads, 0, 0),
      () => put(floats, bytes, heads, 3, 0),
      () => put(floats.subarray(1), bytes, heads, stride, rows - 1),
      () => put(floats, bytes.subarray(1), heads, stride, rows - 1),
      () => put(floats, bytes, heads.subarray(1), stride, rows - 1),
      () => search(floats, bytes, heads, Uint32Array.of(0, 1 << 8), query, query, 1),
      () => search(floats.subarray(1), bytes, heads, last, query, query, 1),
      () => search(floats, bytes.subarray(1), heads, last, query, query, 1),
      () => search(floats, bytes, heads.subarray(1), last, query, query, 1),
      () => search(floats, bytes, heads, last, query, query, 0),
      () => search(floats, bytes, heads, last, query.subarray(1), query.subarray(1), 1),
      () => search(floats, bytes, heads, last, query, query.subarray(1), 1),
      () => search(floats, bytes, heads, last, new Float32Array(0), new Float32Array(0), 1),
      () => search(floats, floats as never, heads, last, query, query, 1),
      () => search(floats, bytes, heads, last, query, query, undefined as never),
    ];
    for (const ask of refused) expect(ask).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteRows } from './byte-rows.js';
import { innerProduct, padded, strideOf } from './exact-scan.js';
import { SlotSet } from './slot-set.js';
import { TopSlots } from './top-slots.js';

/** Rows [n, width], as a collection holds them and as bytes. */
function stored(rows: readonly Float32Array[], width: number) {
  const stride = strideOf(width);
  const matrix = new Float32Array(rows.length * stride);
  const bytes = new ByteRows(width);
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
      const counted = (slot: number, q: number): number => {
        scored++;
        return score(slot, q);
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
  { weight: 1, arbitrary: fc.constantFrom(1e-45, -1e-40, 3e38, -3e38, 1e19, 1e-20) },
);
const vectorsOf = (width: number, most: number) =>
  fc.array(
    fc.array(element, { minLength: width, maxLength: width }).map((values) => Float32Array.from(values)),
    {
      minLength: 1,
      maxLength: most,
    },
  );

describe('rows of bytes', () => {
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
        const { found, wanted } = stored(rows, width).both(queries, eligible, k);
        expect(found).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
  });

  it('score few of many rows in full precision', () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 8) / 2 ** 24 - 0.5;
    };
    const vector = (): Float32Array => Float32Array.from({ length: 48 }, () => random() + random() + random());
    const rows = Array.from({ length: 9000 }, vector);
    const subject = stored(rows, 48);
    const queries = Array.from({ length: 6 }, vector);
    const { found, wanted } = subject.both(queries, all(rows.length), 20);
    expect(found).toEqual(wanted);
    expect(subject.scored()).toBeLessThan(6 * 500);
  });

  it('find a row by what it is now', () => {
    const rows = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const bytes = new ByteRows(2);
    for (const [slot, row] of rows.entries()) bytes.put(slot, row);
    rows[1] = Float32Array.of(5, 5);
    bytes.put(1, rows[1]);
    const list = new TopSlots(1, ['a', 'b']);
    bytes.search([Float32Array.of(1, 0)], all(2), [list], (slot) => rows[slot]![0]!);
    expect(list.drain()).toEqual([{ slot: 1, score: 5 }]);
  });
});

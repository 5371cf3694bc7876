import type { NativeAddon } from './native-addon.js';
import type { SlotSet } from './slot-set.js';
import type { TopSlots } from './top-slots.js';

/** Rows are padded with zeros to a multiple of this, so that the inner loop has no remainder. */
const UNROLL = 4;

/** Rows whose vectors stay in the processor's cache while every query of a batch passes over them. */
const BLOCK_ROWS = 256;

/** Floats from one row to the next for vectors of this width. */
export function strideOf(width: number): number {
  return Math.ceil(width / UNROLL) * UNROLL;
}

/** A vector [s] as a row [stride]. */
export function padded(vector: Float32Array, stride: number): Float32Array {
  if (vector.length === stride) return vector;
  const row = new Float32Array(stride);
  row.set(vector);
  return row;
}

/**
 * Inner product of a query [stride] with one row of a matrix, in double precision. Every score that the
 * index returns comes from here or from native/scan.cc, which sums in the same order, so equal inputs tie exactly.
 */
export function productWithRow(matrix: Float32Array, start: number, query: Float32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0, at = start; i < query.length; i += UNROLL, at += UNROLL) {
    a += query[i]! * matrix[at]!;
    b += query[i + 1]! * matrix[at + 1]!;
    c += query[i + 2]! * matrix[at + 2]!;
    d += query[i + 3]! * matrix[at + 3]!;
  }
  return a + b + (c + d);
}

/** Offers every eligible slot of a matrix [n, stride] to each query's list. */
export function exactScan(
  matrix: Float32Array,
  eligible: SlotSet,
  queries: readonly Float32Array[],
  lists: readonly TopSlots[],
): void {
  const slots = new Int32Array(eligible.size);
  eligible.writeTo(slots);
  for (let from = 0; from < slots.length; from += BLOCK_ROWS) {
    const block = slots.subarray(from, from + BLOCK_ROWS);
    queries.forEach((query, q) => {
      for (const slot of block) lists[q]!.offer(slot, productWithRow(matrix, slot * query.length, query));
    });
  }
}

/** As of the addon, to the last bit. */
export const scoresInJavaScript: NativeAddon['scores'] = (floats, slots, query) =>
  Float64Array.from(slots, (slot) => (slot < 0 ? Number.NaN : productWithRow(floats, slot * query.length, query)));

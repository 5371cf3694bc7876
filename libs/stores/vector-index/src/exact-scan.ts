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
 * index returns comes from here, from `offerRows` or from the native addon, which sum in the same order, so equal inputs tie exactly.
 */
export function innerProduct(matrix: Float32Array, start: number, query: Float32Array): number {
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

/** Offers every one of the first `count` slots to each query's list: exact search over the eligible set. */
export function exactScan(
  matrix: Float32Array,
  stride: number,
  slots: Int32Array,
  count: number,
  queries: readonly Float32Array[],
  lists: readonly TopSlots[],
): void {
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    const to = Math.min(count, from + BLOCK_ROWS);
    for (let q = 0; q < queries.length; q++) offerRows(matrix, stride, slots, from, to, queries[q]!, lists[q]!);
  }
}

function offerRows(
  matrix: Float32Array,
  stride: number,
  slots: Int32Array,
  from: number,
  to: number,
  query: Float32Array,
  list: TopSlots,
): void {
  let threshold = list.threshold;
  for (let row = from; row < to; row++) {
    const slot = slots[row]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0, at = slot * stride; i < stride; i += UNROLL, at += UNROLL) {
      a += query[i]! * matrix[at]!;
      b += query[i + 1]! * matrix[at + 1]!;
      c += query[i + 2]! * matrix[at + 2]!;
      d += query[i + 3]! * matrix[at + 3]!;
    }
    const score = a + b + (c + d);
    if (score < threshold) continue;
    list.offer(slot, score);
    threshold = list.threshold;
  }
}

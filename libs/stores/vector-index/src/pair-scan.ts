import type { SlotSet } from './slot-set.js';

/** A query, as a scan knows it. Its elements lie in the memory. */
export interface ScanQuery {
  /** What a unit of an element stands for. */
  scale: number;
  /** Its length: the error of a row counts by it. */
  norm: number;
  /** What is added to every bound. */
  slack: number;
  /** k, at least 1. */
  limit: number;
}

/**
 * Slots that may be among the best k of a query, in no order: number i is `whole[first + 2 i]`, and `floats[first + 2 i + 1]` is the upper
 * bound of its score. Good until the next scan, of any rows.
 */
export interface Contenders {
  readonly whole: Int32Array;
  readonly floats: Float32Array;
  readonly first: number;
  count: number;
}

/**
 * Looks at rows of bytes for one or two queries: bound = <query, row> * both scales + norm * error of the row + slack, an upper bound of the
 * inner product of what both were made of, which is at most 2 * (norm * error + slack) below it. A slot contends unless k slots have a lower bound
 * above its bound.
 */
export interface PairScan {
  find(queries: readonly ScanQuery[], eligible: SlotSet): readonly Contenders[];
}

let whole = new Int32Array(0);
let floats = new Float32Array(0);

/** Place for the contenders of two queries, after two numbers: each may have all slots. All scans use the same, one after another. */
export function placeForContenders(slots: number): readonly [Contenders, Contenders] {
  if (whole.length < 2 + 4 * slots) {
    whole = new Int32Array(2 + 8 * slots);
    floats = new Float32Array(whole.buffer);
  }
  const each = (whole.length - 2) / 2;
  return [
    { whole, floats, first: 2, count: 0 },
    { whole, floats, first: 2 + each, count: 0 },
  ];
}

/** What a scan would find that can say nothing of any score: every slot, for each of one or two queries. */
export function allContend(queries: number, eligible: SlotSet): readonly Contenders[] {
  const slots = new Int32Array(eligible.size);
  eligible.writeTo(slots);
  return placeForContenders(slots.length)
    .slice(0, queries)
    .map((place) => {
      slots.forEach((slot, i) => {
        place.whole[place.first + 2 * i] = slot;
        place.floats[place.first + 2 * i + 1] = Infinity;
      });
      return { ...place, count: slots.length };
    });
}

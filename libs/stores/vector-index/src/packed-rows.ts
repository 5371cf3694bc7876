import type { ByteRows } from './byte-rows.js';
import { SlotSet } from './slot-set.js';

/** The rows of one condition, side by side: read one after another, where those of all items are fetched here and there. */
export class PackedRows {
  /** Ascending. */
  readonly slots: Int32Array;
  readonly rows: ByteRows;
  readonly #all: SlotSet;

  constructor(rows: ByteRows, passing: SlotSet) {
    this.slots = new Int32Array(passing.size);
    passing.writeTo(this.slots);
    this.rows = rows.packed(this.slots);
    this.#all = new SlotSet(this.slots.length);
    for (let row = 0; row < this.slots.length; row++) this.#all.add(row);
  }

  /** Numbers of the rows without those of some slots. */
  without(slots: Iterable<number>): SlotSet {
    let left: SlotSet | undefined;
    for (const slot of slots) {
      const row = this.#rowOf(slot);
      if (row === undefined) continue;
      if (left === undefined) {
        left = new SlotSet();
        left.copyFrom(this.#all);
      }
      left.delete(row);
    }
    return left ?? this.#all;
  }

  #rowOf(slot: number): number | undefined {
    let [low, high] = [0, this.slots.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.slots[middle]! < slot) low = middle + 1;
      else high = middle;
    }
    return this.slots[low] === slot ? low : undefined;
  }
}

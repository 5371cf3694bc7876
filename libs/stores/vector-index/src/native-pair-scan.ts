import type { NativeAddon } from './native-addon.js';
import { type Contenders, type PairScan, placeForContenders, type ScanQuery } from './pair-scan.js';
import type { RowMemory } from './row-memory.js';
import type { SlotSet } from './slot-set.js';

/** The scan in the processor's own instructions, sixty-four elements each: in half of the time that it takes in WebAssembly, or less. */
export class NativePairScan implements PairScan {
  readonly #addon: NativeAddon;
  readonly #rows: RowMemory;
  /** By the order of `Layout` and `Terms` in native/module.cc. */
  readonly #layout = new Int32Array(6);
  readonly #terms = new Float64Array(6);

  constructor(addon: NativeAddon, rows: RowMemory) {
    this.#addon = addon;
    this.#rows = rows;
    this.#layout.set([rows.elements, rows.places.rows, ...rows.places.queries]);
  }

  /** Errors: RangeError where a slot has no row. */
  find(queries: readonly ScanQuery[], eligible: SlotSet): readonly Contenders[] {
    const places = placeForContenders(eligible.size);
    for (let which = 0; which < 2; which++) {
      const query = queries[which];
      this.#layout[4 + which] = query?.limit ?? 0;
      if (query === undefined) continue;
      this.#terms[3 * which] = query.scale;
      this.#terms[3 * which + 1] = query.norm;
      this.#terms[3 * which + 2] = query.slack;
    }
    const { whole } = places[0];
    this.#addon.scan(this.#rows.bytes, this.#layout, this.#terms, eligible.words, whole);
    return queries.map((_, which) => {
      places[which]!.count = whole[which]!;
      return places[which]!;
    });
  }
}

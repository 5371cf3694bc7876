import { BestValues } from './best-values.js';
import { ByteScan, CALL_SLOTS, PAIR } from './byte-scan.js';
import { type Contenders, type PairScan, placeForContenders, type ScanQuery } from './pair-scan.js';
import type { RowMemory } from './row-memory.js';
import type { SlotSet } from './slot-set.js';

/** Slots of the first call: until there are k, every row has a chance. */
const FIRST_SLOTS = 64;

/** The scan in WebAssembly, sixteen elements an instruction: anywhere, and without a compiler. */
export class WasmPairScan implements PairScan {
  readonly #rows: RowMemory;
  readonly #scan: ByteScan;

  constructor(rows: RowMemory) {
    this.#rows = rows;
    this.#scan = new ByteScan(rows.memory, rows.rowBytes, rows.places);
  }

  find(queries: readonly ScanQuery[], eligible: SlotSet): readonly Contenders[] {
    const places = placeForContenders(eligible.size);
    const pair = queries.map((query, which) => {
      for (const name of ['scale', 'norm', 'slack'] as const) this.#set(name, which, query[name]);
      this.#set('threshold', which, -Infinity);
      return new Contest(query, places[which]!);
    });
    // The scan takes two: where there is one, rows have no chance with the second, or are not looked at.
    if (pair.length === 1) this.#set('threshold', 1, Infinity);
    this.#look(pair, eligible);
    return pair.map((contest) => contest.settled());
  }

  #look(pair: readonly Contest[], { words }: SlotSet): void {
    const { whole, places } = this.#rows;
    const target = places.words / 4;
    let slots = FIRST_SLOTS;
    for (let from = 0; from < words.length; ) {
      const count = Math.min(slots / 32, words.length - from);
      for (let i = 0; i < count; i++) whole[target + i] = words[from + i]!;
      const found = this.#scan.run(count, from * 32);
      for (let which = 0; which < pair.length; which++) this.#take(pair[which]!, which, found[which]!);
      from += count;
      slots = Math.min(CALL_SLOTS, slots * 2);
    }
  }

  #take(contest: Contest, which: number, found: number): void {
    const rows = this.#rows;
    const first = rows.places.outs[which]! / 4;
    for (let at = first; at < first + 2 * found; at += 2) {
      const slot = rows.whole[at]!;
      contest.add(slot, rows.floats[at + 1]!, rows.floats[rows.extraAt(slot, 'error')]!);
    }
    this.#set('threshold', which, contest.threshold);
  }

  #set(name: keyof typeof PAIR, which: number, value: number): void {
    const at = (this.#rows.places.pair + PAIR[name]) / 4 + which;
    this.#rows.floats[at] = value;
    this.#rows.floats[at + 2] = value;
  }
}

/** What a query has met so far. */
class Contest {
  readonly #lowest: BestValues;

  constructor(
    private readonly query: ScanQuery,
    private readonly contenders: Contenders,
  ) {
    this.#lowest = new BestValues(query.limit);
  }

  /** k scores are at least this. */
  get threshold(): number {
    return this.#lowest.threshold;
  }

  add(slot: number, bound: number, error: number): void {
    if (bound < this.threshold) return;
    this.#keep(slot, bound);
    const { norm, slack } = this.query;
    this.#lowest.offer(bound - 2 * (norm * error + slack));
  }

  /** Those that still have a chance. */
  settled(): Contenders {
    const { whole, floats, first, count } = this.contenders;
    const { threshold } = this;
    this.contenders.count = 0;
    for (let at = first; at < first + 2 * count; at += 2) {
      // Rounding can make a threshold of bounds higher than the score that it stands for: the slack has room for it.
      if (!(floats[at + 1]! < threshold)) this.#keep(whole[at]!, floats[at + 1]!);
    }
    return this.contenders;
  }

  #keep(slot: number, bound: number): void {
    const { whole, floats, first } = this.contenders;
    const at = first + 2 * this.contenders.count++;
    whole[at] = slot;
    floats[at + 1] = bound;
  }
}

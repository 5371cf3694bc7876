import { BestItems } from '../best-items.js';

/** Sessions of all users, the one that ended last last. S sessions, N items in all. */
export interface SessionItems {
  /** [S + 1] into `items`. */
  offsets: Uint32Array;
  /** [N] Distinct items of each session, in the order in which they were first met. */
  items: Int32Array;
}

/** Most sessions that are kept: the latest. */
export const MOST_SESSIONS = 100_000;
/** Most items of a session: the latest. */
export const MOST_SESSION_ITEMS = 100;
/** Most sessions of an item that are looked at: the latest. */
const MOST_OF_ITEM = 1_000;
/** Sessions that are near enough to say something. */
const NEAREST = 100;

/** Sessions by their items. It holds nothing of a request between two calls. */
export class SessionIndex {
  /** [I + 1] into `#sessions`. */
  readonly #starts: Uint32Array;
  /** [N] The sessions of each item, the latest last. */
  readonly #sessions: Uint32Array;
  /** [S] of one search; all 0 between two. */
  readonly #nearness: Float32Array;
  readonly #best = new BestItems(NEAREST);

  /** @param items I: sessions hold items below it. */
  constructor(
    readonly sessions: SessionItems,
    items: number,
  ) {
    const { offsets, items: met } = sessions;
    this.#starts = new Uint32Array(items + 1);
    for (const item of met) this.#starts[item + 1]!++;
    for (let item = 0; item < items; item++) this.#starts[item + 1]! += this.#starts[item]!;
    this.#sessions = new Uint32Array(met.length);
    const next = this.#starts.slice();
    for (let session = 0; session + 1 < offsets.length; session++) {
      for (let at = offsets[session]!; at < offsets[session + 1]!; at++) this.#sessions[next[met[at]!]!++] = session;
    }
    this.#nearness = new Float32Array(offsets.length);
  }

  /** Sessions with the item. */
  countOf(item: number): number {
    return item + 1 < this.#starts.length ? this.#starts[item + 1]! - this.#starts[item]! : 0;
  }

  /** The latest sessions with the item. */
  latestOf(item: number): Uint32Array {
    const to = item + 1 < this.#starts.length ? this.#starts[item + 1]! : 0;
    const from = to - Math.min(this.countOf(item), MOST_OF_ITEM);
    return this.#sessions.subarray(from, to);
  }

  /**
   * The nearest sessions, best first, ties to the later one. Nearness is the sum over shared items of place / length times ln(sessions /
   * sessions with the item), over the root of both lengths (V-SKNN: Ludewig and Jannach 2018).
   * @param places Of the distinct items of a session: from 1 on, the one that was met last has the highest.
   */
  nearest(places: ReadonlyMap<number, number>): { sessions: Int32Array; nearness: Float32Array } {
    const { offsets } = this.sessions;
    const sums = this.#nearness;
    const touched: number[] = [];
    for (const [item, place] of places) {
      const rarity = Math.log((offsets.length - 1) / Math.max(1, this.countOf(item)));
      // Above 0, so that a session is touched once.
      const weight = (place / places.size) * rarity + 1e-9;
      for (const session of this.latestOf(item)) {
        if (sums[session] === 0) touched.push(session);
        sums[session]! += weight;
      }
    }
    for (const session of touched) {
      const near = sums[session]! / Math.sqrt(places.size * (offsets[session + 1]! - offsets[session]!));
      sums[session] = 0;
      if (this.#best.takes(near, -session)) this.#best.put(near, -session);
    }
    const found = new Int32Array(this.#best.size);
    const nearness = new Float32Array(found.length);
    this.#best.drainTo(found, 0, nearness);
    return { sessions: found.map((session) => -session), nearness };
  }
}

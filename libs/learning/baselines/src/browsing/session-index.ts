import type { ItemSequence } from './browsing-row.js';

/**
 * Which sessions hold an item and which items a session holds, each item of a session once: two flat arrays, of four bytes a pair
 * each. The rankings of this folder share one.
 */
export class SessionIndex {
  readonly items: number;
  readonly sessions: number;
  /** Items by how many sessions hold them, most first; ties to the lower number. */
  readonly byPopularity: Uint32Array;
  readonly #itemsOf: Lists;
  readonly #sessionsOf: Lists;

  /** @param items Learned items: all numbers in `sessions` are below. */
  constructor(items: number, sessions: readonly ItemSequence[]) {
    this.items = items;
    this.sessions = sessions.length;
    this.#itemsOf = listsOf(sessions.map((session) => new Set(Array.from(session))));
    this.#sessionsOf = invert(this.#itemsOf, items);
    this.byPopularity = Uint32Array.from({ length: items }, (_, item) => item).sort((a, b) => this.compare(a, b));
  }

  itemsOf(session: number): Uint32Array {
    return listAt(this.#itemsOf, session);
  }

  /** Ascending; none for an item that was never learned. */
  sessionsOf(item: number): Uint32Array {
    return item < this.items ? listAt(this.#sessionsOf, item) : NONE;
  }

  /** How many sessions hold the item. */
  count(item: number): number {
    return this.sessionsOf(item).length;
  }

  /** Orders the more popular item first; ties to the lower number. */
  compare(a: number, b: number): number {
    return this.count(b) - this.count(a) || a - b;
  }

  /** The items with the highest scores, ties by popularity. */
  best(scores: ReadonlyMap<number, number>, k: number): number[] {
    const order = [...scores].sort(([a, x], [b, y]) => y - x || this.compare(a, b));
    return order.slice(0, k).map(([item]) => item);
  }
}

const NONE = new Uint32Array();

/** List n is `values` from `offsets[n]` to `offsets[n + 1]`. */
interface Lists {
  offsets: Uint32Array;
  values: Uint32Array;
}

const listAt = ({ offsets, values }: Lists, n: number): Uint32Array => values.subarray(offsets[n]!, offsets[n + 1]!);

function listsOf(sets: readonly ReadonlySet<number>[]): Lists {
  const offsets = new Uint32Array(sets.length + 1);
  sets.forEach((set, n) => {
    offsets[n + 1] = offsets[n]! + set.size;
  });
  const values = new Uint32Array(offsets.at(-1)!);
  sets.forEach((set, n) => {
    values.set([...set], offsets[n]!);
  });
  return { offsets, values };
}

function invert({ offsets, values }: Lists, count: number): Lists {
  const starts = new Uint32Array(count + 1);
  for (const value of values) starts[value + 1]!++;
  for (let n = 0; n < count; n++) starts[n + 1]! += starts[n]!;
  const next = starts.slice();
  const inverted = new Uint32Array(values.length);
  for (let n = 0; n + 1 < offsets.length; n++) {
    for (let at = offsets[n]!; at < offsets[n + 1]!; at++) inverted[next[values[at]!]!++] = n;
  }
  return { offsets: starts, values: inverted };
}

import type { EvaluationSession, EvaluationSet } from '@stars/replay';

export interface TifuSettings {
  /** Baskets in a group. */
  groupSize: number;
  /** Weight of a basket relative to the next one of its group. */
  basketDecay: number;
  /** Weight of a group relative to the next one. */
  groupDecay: number;
  neighbours: number;
  /** Share of the user's own vector; the rest is the neighbours' mean. */
  own: number;
}

/** A user's vector over the catalogue, sparse. */
export interface SparseVector {
  items: Uint32Array;
  weights: Float64Array;
}

/** Postings at one time: users and their weights by item. */
interface Postings {
  /** [I + 1] */
  offsets: Uint32Array;
  users: Uint32Array;
  weights: Float64Array;
}

/**
 * Vectors of all users at the beginning of a day (Hu et al. 2020, "Modeling personalized item frequency information for
 * next-basket recommendation"): weights decay over the baskets of a group and over the groups. Groups are counted back
 * from the newest basket.
 */
export class TifuVectors {
  /** By user; undefined if the user had no history that day. */
  readonly vectors: (SparseVector | undefined)[] = [];
  /** [U] squared length of each vector. */
  readonly squares: Float64Array;
  readonly #known: Uint32Array;
  #postings: Postings | undefined;
  #day = Number.NEGATIVE_INFINITY;
  readonly #scratch: Float64Array;

  constructor(
    private readonly set: EvaluationSet,
    private readonly settings: TifuSettings,
  ) {
    const users = set.log.users.length;
    this.squares = new Float64Array(users);
    this.#known = set.interactions.userOffsets.slice(0, users);
    this.#scratch = new Float64Array(set.catalogue.length);
  }

  /** Sessions must come in ascending time. The session's own day is left out, also events of others before the session. */
  advanceTo(session: EvaluationSession): void {
    if (session.day === this.#day) return;
    this.#day = session.day;
    const { day, userOffsets } = this.set.interactions;
    for (let user = 0; user < this.#known.length; user++) {
      const from = this.#known[user]!;
      let to = from;
      while (to < userOffsets[user + 1]! && day[to]! < this.#day) to++;
      if (to === from) continue;
      this.#known[user] = to;
      const vector = this.vectorOf(userOffsets[user]!, to);
      this.vectors[user] = vector;
      this.squares[user] = vector.weights.reduce((sum, weight) => sum + weight * weight, 0);
      this.#postings = undefined;
    }
  }

  /** The vector of the interactions from (inclusive) to (exclusive), at least one, all of one user. */
  vectorOf(from: number, to: number): SparseVector {
    const { day, item } = this.set.interactions;
    const { groupSize, basketDecay, groupDecay } = this.settings;
    let baskets = 1;
    for (let a = from + 1; a < to; a++) if (day[a] !== day[a - 1]) baskets++;
    const size = Math.min(groupSize, baskets);
    const groups = Math.ceil(baskets / size);
    const items: number[] = [];
    let age = 0;
    let weight = 1 / (size * groups);
    for (let a = to - 1; a >= from; a--) {
      if (a < to - 1 && day[a] !== day[a + 1]) {
        age++;
        weight = (basketDecay ** (age % size) * groupDecay ** Math.floor(age / size)) / (size * groups);
      }
      if (this.#scratch[item[a]!] === 0) items.push(item[a]!);
      this.#scratch[item[a]!]! += weight;
    }
    const vector = { items: Uint32Array.from(items), weights: Float64Array.from(items, (i) => this.#scratch[i]!) };
    for (const i of items) this.#scratch[i] = 0;
    return vector;
  }

  /** Adds each user's inner product with `vector` to `products` [U]. */
  addProducts(vector: SparseVector, products: Float64Array): void {
    this.#postings ??= this.#buildPostings();
    const { offsets, users, weights } = this.#postings;
    for (let n = 0; n < vector.items.length; n++) {
      const item = vector.items[n]!;
      const weight = vector.weights[n]!;
      for (let p = offsets[item]!; p < offsets[item + 1]!; p++) products[users[p]!]! += weight * weights[p]!;
    }
  }

  #buildPostings(): Postings {
    const offsets = new Uint32Array(this.set.catalogue.length + 1);
    for (const vector of this.vectors) for (const item of vector?.items ?? []) offsets[item + 1]!++;
    for (let i = 1; i < offsets.length; i++) offsets[i]! += offsets[i - 1]!;
    const next = offsets.slice();
    const users = new Uint32Array(offsets.at(-1)!);
    const weights = new Float64Array(offsets.at(-1)!);
    this.vectors.forEach((vector, user) => {
      vector?.items.forEach((item, n) => {
        const at = next[item]!++;
        users[at] = user;
        weights[at] = vector.weights[n]!;
      });
    });
    return { offsets, users, weights };
  }
}

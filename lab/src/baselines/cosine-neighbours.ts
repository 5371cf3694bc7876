import { PopularityTimeline } from '@stars/baselines';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';

/** What counts two items as together: one session (a user on one day), or one user. */
export type Together = 'basket' | 'user';

/** An item is its own nearest. */
const ITSELF = 1;
/** Neighbours are computed again when the known interactions have grown by this factor. */
const GROWTH = 1.1;
/** How near two items are that were together `met` times, and had so many groups each. */
export type Nearness = (met: number, own: number, other: number) => number;

/** @param shrinkage Pseudo-count in the denominator: two items that were together once are not each other's nearest. */
export const shrunkCosine =
  (shrinkage = 10): Nearness =>
  (met, own, other) =>
    met / (Math.sqrt(own * other) + shrinkage);

/**
 * The nearest items of every item by cosine over the interactions before a session, the item itself included.
 * Computed again as these grow, always from interactions before the session's day.
 */
export class CosineNeighbours {
  /** [I·N] indices, nearest first, -1 if there are fewer. */
  readonly items: Int32Array;
  /** [I·N] cosines. */
  readonly weights: Float32Array;
  readonly #popularity: PopularityTimeline;
  #builtFrom = 0;

  constructor(
    private readonly set: EvaluationSet,
    private readonly together: Together,
    readonly count: number,
    private readonly nearness: Nearness = shrunkCosine(),
  ) {
    this.items = new Int32Array(set.catalogue.length * count).fill(-1);
    this.weights = new Float32Array(set.catalogue.length * count);
    this.#popularity = new PopularityTimeline(set);
  }

  /** Sessions must come in the order of `sessionsByTime`. */
  advanceTo(session: EvaluationSession): void {
    this.#popularity.advanceTo(session);
    const known = this.#popularity.counts.reduce((sum, count) => sum + count, 0);
    if (known === 0 || known < this.#builtFrom * GROWTH) return;
    this.#builtFrom = known;
    this.#build(session.day);
  }

  #build(before: number): void {
    const { groups, members } = this.#groups(before);
    const items = this.set.catalogue.length;
    const offsets = new Uint32Array(items + 1);
    for (const item of members) offsets[item + 1]!++;
    for (let i = 1; i <= items; i++) offsets[i]! += offsets[i - 1]!;
    const next = offsets.slice();
    const groupsOf = new Uint32Array(members.length);
    for (let g = 0; g + 1 < groups.length; g++) {
      for (let m = groups[g]!; m < groups[g + 1]!; m++) groupsOf[next[members[m]!]!++] = g;
    }
    const met = new Uint32Array(items);
    const touched = new Uint32Array(items);
    for (let i = 0; i < items; i++) {
      let length = 0;
      for (let at = offsets[i]!; at < offsets[i + 1]!; at++) {
        const g = groupsOf[at]!;
        for (let m = groups[g]!; m < groups[g + 1]!; m++) {
          const other = members[m]!;
          if (met[other]!++ === 0) touched[length++] = other;
        }
      }
      this.#keepNearest(i, touched.subarray(0, length), met, offsets);
      for (let t = 0; t < length; t++) met[touched[t]!] = 0;
    }
  }

  #keepNearest(item: number, others: Uint32Array, met: Uint32Array, offsets: Uint32Array): void {
    const from = item * this.count;
    const own = offsets[item + 1]! - offsets[item]!;
    let kept = 0;
    for (const other of others) {
      const size = offsets[other + 1]! - offsets[other]!;
      const weight = other === item ? ITSELF : this.nearness(met[other]!, own, size);
      if (kept === this.count && !(weight > this.weights[from + kept - 1]!)) continue;
      let at = kept < this.count ? kept++ : kept - 1;
      while (at > 0 && this.weights[from + at - 1]! < weight) {
        this.weights[from + at] = this.weights[from + at - 1]!;
        this.items[from + at] = this.items[from + at - 1]!;
        at--;
      }
      this.weights[from + at] = weight;
      this.items[from + at] = other;
    }
    this.items.fill(-1, from + kept, from + this.count);
  }

  /** Distinct items of each group before the day. */
  #groups(before: number): { groups: Uint32Array; members: Uint32Array } {
    const { userOffsets, day, item } = this.set.interactions;
    const groups = [0];
    const members: number[] = [];
    const last = new Int32Array(this.set.catalogue.length).fill(-1);
    for (let user = 0; user + 1 < userOffsets.length; user++) {
      for (let a = userOffsets[user]!; a < userOffsets[user + 1]! && day[a]! < before; a++) {
        if (this.together === 'basket' && a > userOffsets[user]! && day[a] !== day[a - 1]) groups.push(members.length);
        if (this.together === 'user' && last[item[a]!] === user) continue;
        last[item[a]!] = user;
        members.push(item[a]!);
      }
      groups.push(members.length);
    }
    return { groups: Uint32Array.from(groups), members: Uint32Array.from(members) };
  }
}

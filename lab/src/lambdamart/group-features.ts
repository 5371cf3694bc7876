import type { PopularityTimeline } from '@stars/baselines';
import type { ItemFeatures } from '@stars/contracts';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { CandidateFeatures } from './candidate-features.js';

const DECAY_DAYS = 90;

/** A grouping of the catalogue: each item's group, -1 if it has none. */
export interface ItemGrouping {
  name: string;
  /** [I] */
  groupOf: Int32Array;
  groups: number;
}

/** One grouping for each level of the items' categories, broad to fine, without levels that separate nothing. */
export function categoryGroupings(set: EvaluationSet, items: ReadonlyMap<string, ItemFeatures>): ItemGrouping[] {
  const paths = set.catalogue.map((id) => items.get(id)?.category ?? []);
  const depth = paths.reduce((deepest, path) => Math.max(deepest, path.length), 0);
  const groupings = Array.from({ length: depth }, (_, level): ItemGrouping => {
    const groups = new Map<string, number>();
    const groupOf = Int32Array.from(paths, (path) => {
      if (path.length === 0) return -1;
      // An item whose path ends earlier keeps its finest group.
      const key = path.slice(0, level + 1).join('\u0000');
      if (!groups.has(key)) groups.set(key, groups.size);
      return groups.get(key)!;
    });
    return { name: `category level ${level + 1}`, groupOf, groups: groups.size };
  });
  return groupings.filter(({ groups }) => groups > 1);
}

/** The user's interest in the item's group, and the item's share of it. */
export class GroupFeatures implements CandidateFeatures {
  readonly names: string[];
  readonly #decayed: Float64Array;
  readonly #total: Float64Array;
  readonly #last: Int32Array;
  readonly #popularity: Float64Array;
  #touched: number[] = [];
  #session: EvaluationSession | undefined;
  #popularityDay = Number.NaN;
  #decayedSum = 0;

  /** @param recent Popularity of the last weeks; the caller advances it before this. */
  constructor(
    private readonly set: EvaluationSet,
    private readonly grouping: ItemGrouping,
    private readonly recent: PopularityTimeline,
    private readonly countOf: (item: number) => number,
  ) {
    const { name, groups } = grouping;
    this.names = [
      `${name}: own count, decay ${DECAY_DAYS} days`,
      `${name}: own share`,
      `${name}: own count of other items`,
      `${name}: days since own last`,
      `${name}: item's share of popularity`,
      `${name}: item's share of own`,
      `${name}: popularity`,
    ];
    this.#decayed = new Float64Array(groups);
    this.#total = new Float64Array(groups);
    this.#last = new Int32Array(groups);
    this.#popularity = new Float64Array(groups);
  }

  advanceTo(session: EvaluationSession): void {
    const { day, item } = this.set.interactions;
    const { groupOf } = this.grouping;
    for (const group of this.#touched) {
      this.#decayed[group] = 0;
      this.#total[group] = 0;
    }
    this.#touched = [];
    this.#decayedSum = 0;
    this.#session = session;
    for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
      const group = groupOf[item[a]!]!;
      if (group < 0) continue;
      const weight = Math.exp((day[a]! - session.day) / DECAY_DAYS);
      if (this.#total[group]!++ === 0) this.#touched.push(group);
      this.#decayed[group]! += weight;
      this.#decayedSum += weight;
      this.#last[group] = day[a]!;
    }
    // Within a day with many sessions the sums hardly change, and they never use later interactions.
    if (session.day === this.#popularityDay) return;
    this.#popularityDay = session.day;
    this.#popularity.fill(0);
    this.recent.counts.forEach((count, i) => {
      if (groupOf[i]! >= 0) this.#popularity[groupOf[i]!]! += count;
    });
  }

  write(item: number, row: Float32Array, at: number): void {
    const group = this.grouping.groupOf[item]!;
    if (group < 0) {
      row.fill(Number.NaN, at, at + this.names.length);
      return;
    }
    const total = this.#total[group]!;
    row[at++] = this.#decayed[group]!;
    row[at++] = this.#decayed[group]! / Math.max(1e-9, this.#decayedSum);
    row[at++] = total - this.countOf(item);
    row[at++] = total > 0 ? this.#session!.day - this.#last[group]! : Number.NaN;
    row[at++] = this.recent.counts[item]! / Math.max(1, this.#popularity[group]!);
    row[at++] = total > 0 ? this.countOf(item) / total : Number.NaN;
    row[at++] = this.#popularity[group]!;
  }
}

import { type EvaluationSession, type EvaluationSet, seenItems, topK } from '@stars/replay';
import type { BaselineData } from '../baselines/baseline-data.js';
import type { CandidateFeatures } from './candidate-features.js';
import type { RankedCandidates } from './columns.js';
import { categoryGroupings, GroupFeatures } from './group-features.js';
import { ItemFeatures, MONTH, WEEK } from './item-features.js';
import { NeighbourFeatures } from './neighbour-features.js';
import { PersonalFeatures } from './personal-features.js';
import { PromotionFeatures } from './promotion-features.js';
import { RegionFeatures } from './region-features.js';
import { UserFeatures } from './user-features.js';

/** How many of each source; in explore all are new to the user. */
const SIZES = {
  all: { own: 200, popular: 50, region: 50, promoted: 30, similar: 40 },
  explore: { own: 0, popular: 100, region: 100, promoted: 100, similar: 80 },
} as const;

/** Most counts by region and item (200 MB): with more, regions have no features. */
const REGION_COUNTS = 50_000_000;

/** The candidates of one session after the other, with their features: repeat, popular, promoted and similar items. */
export class Candidates implements RankedCandidates {
  readonly names: string[];
  readonly #personal: PersonalFeatures;
  readonly #popularity: ItemFeatures;
  readonly #region: RegionFeatures;
  readonly #neighbours: NeighbourFeatures;
  readonly #promotions: PromotionFeatures | undefined;
  readonly #parts: CandidateFeatures[];
  readonly #excluded: Uint8Array;
  readonly #scores: Float64Array;

  /** @param options `signals` names the item signals that candidates and features use. */
  constructor(
    private readonly set: EvaluationSet,
    data: BaselineData,
    private readonly options: { explore: boolean; signals: readonly string[] },
  ) {
    const { signals } = options;
    this.#personal = new PersonalFeatures(set);
    this.#popularity = new ItemFeatures(set);
    this.#region = new RegionFeatures(set);
    this.#neighbours = new NeighbourFeatures(set);
    this.#promotions = signals.length > 0 ? new PromotionFeatures(set, data.timeline, signals) : undefined;
    const regions = set.log.regions.length;
    const month = this.#popularity.popularity[MONTH]!;
    const countOf = (item: number) => this.#personal.countOf(item);
    this.#parts = [
      this.#personal,
      this.#popularity,
      ...(regions > 2 && regions * set.catalogue.length <= REGION_COUNTS ? [this.#region] : []),
      this.#neighbours,
      new UserFeatures(set, data.clock),
      ...categoryGroupings(set, data.items).map((grouping) => new GroupFeatures(set, grouping, month, countOf)),
      ...(this.#promotions ? [this.#promotions] : []),
    ];
    this.names = this.#parts.flatMap(({ names }) => names);
    this.#excluded = new Uint8Array(set.catalogue.length);
    this.#scores = new Float64Array(set.catalogue.length);
  }

  of(session: EvaluationSession): number[] {
    for (const part of this.#parts) part.advanceTo(session);
    const sizes = this.options.explore ? SIZES.explore : SIZES.all;
    const found: number[] = [];
    const take = (item: number): void => {
      if (this.#excluded[item] !== 0) return;
      this.#excluded[item] = 1;
      found.push(item);
    };
    const seen = this.options.explore ? seenItems(this.set, session) : [];
    for (const item of seen) this.#excluded[item] = 1;
    this.#personal.own.slice(0, sizes.own).forEach(take);
    const best = (scores: ArrayLike<number>, count: number): void => {
      const top = new Int32Array(count);
      topK(scores, 0, scores.length, count, this.#excluded, top, 0);
      for (const item of top) if (item >= 0 && scores[item]! > 0) take(item);
    };
    best(this.#popularity.popularity[WEEK]!.counts, sizes.popular);
    best(this.#popularity.popularity[MONTH]!.counts, sizes.popular);
    if (this.#parts.includes(this.#region)) best(this.#region.popularity, sizes.region);
    for (const scores of this.#neighbours.scores) best(scores, sizes.similar);
    if (this.#promotions) {
      const recent = this.#popularity.popularity[MONTH]!.counts;
      this.#scores.fill(0);
      for (const item of this.#promotions.promoted) this.#scores[item] = recent[item]!;
      best(this.#scores, sizes.promoted);
    }
    if (found.length < sizes.popular) best(this.#popularity.popularity.at(-1)!.counts, sizes.popular);
    for (const item of seen) this.#excluded[item] = 0;
    for (const item of found) this.#excluded[item] = 0;
    return found;
  }

  write(items: readonly number[], rows: Float32Array, at: number): void {
    for (const item of items) {
      for (const part of this.#parts) {
        part.write(item, rows, at);
        at += part.names.length;
      }
    }
  }
}

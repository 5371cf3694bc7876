import { PopularityTimeline, rankByScores } from '@stars/baselines';
import {
  type EvaluationSet,
  type RankedSessions,
  type RankOptions,
  type SessionRanker,
  seenItems,
} from '@stars/replay';

export interface CategoryPopularityOptions {
  /** [I] class of each item on the finest level of its category. */
  classes: Uint32Array;
  /** Classes that the user had most often come first, then popularity with everybody. */
  own: boolean;
  /** [I] 1 for items that may be listed; absent: all. */
  only?: Uint8Array;
}

/**
 * Ranks items without interactions and without their text: by the popularity of their category with all users or with this
 * one. Ties, and so all items of one category, go to the lower index.
 */
export class CategoryPopularity implements SessionRanker {
  readonly kind = 'baseline';
  readonly explores = true;
  readonly name: string;

  constructor(private readonly options: CategoryPopularityOptions) {
    this.name = options.own ? 'own categories' : 'category popularity';
  }

  rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    const { classes, own, only } = this.options;
    const size = classes.reduce((most, one) => Math.max(most, one + 1), 0);
    const timeline = new PopularityTimeline(set);
    const scores = new Float64Array(classes.length);
    return rankByScores(set, options, (session) => {
      timeline.advanceTo(session);
      const popular = new Float64Array(size);
      timeline.counts.forEach((count, item) => {
        popular[classes[item]!]! += count;
      });
      const mine = new Float64Array(size);
      if (own) for (const item of seenItems(set, session)) mine[classes[item]!]!++;
      const most = 1 + popular.reduce((a, b) => Math.max(a, b), 0);
      classes.forEach((one, item) => {
        scores[item] = only?.[item] === 0 ? Number.NaN : mine[one]! + popular[one]! / most;
      });
      return scores;
    });
  }
}

import { PopularityTimeline, rankByScores } from '@stars/baselines';
import type { ItemTexts } from '@stars/ranking';
import type { EvaluationSession, EvaluationSet, RankedSessions, RankOptions } from '@stars/replay';
import { CosineNeighbours, type Nearness, shrunkCosine, type Together } from '../baselines/cosine-neighbours.js';
import { meanNdcg } from '../baselines/tuned-ranker.js';

/** Ranks the sessions of a set by their seeds. */
export type SeedRanker = (set: EvaluationSet, options: RankOptions) => Promise<RankedSessions>;

const NEIGHBOURS = 100;
/** Settings of item-kNN: what counts as together, and the shrinkage of the cosine. */
const KNN_GRID: readonly { together: Together; shrinkage: number }[] = [
  { together: 'basket', shrinkage: 2 },
  { together: 'basket', shrinkage: 10 },
  { together: 'basket', shrinkage: 50 },
  { together: 'basket', shrinkage: 500 },
  { together: 'user', shrinkage: 2 },
  { together: 'user', shrinkage: 10 },
  { together: 'user', shrinkage: 50 },
];

/** Item-kNN from the seeds, with the settings that rank sessions before the tested ones best. @param tuning With seeds of the same choice. */
export async function tunedSeedKnn(tuning: EvaluationSet, options: RankOptions): Promise<[SeedRanker, string]> {
  let best = { settings: KNN_GRID[0]!, ndcg: Number.NEGATIVE_INFINITY };
  for (const settings of tuning.sessions.length > 0 ? KNN_GRID : []) {
    const lists = await knn(settings.together, shrunkCosine(settings.shrinkage))(tuning, options);
    const ndcg = meanNdcg(tuning, lists, options.explore);
    if (ndcg > best.ndcg) best = { settings, ndcg };
  }
  const { together, shrinkage } = best.settings;
  return [knn(together, shrunkCosine(shrinkage)), `${together}, shrinkage ${shrinkage}`];
}

/** By how many baskets have the item and a seed. */
export const coPurchases = (): SeedRanker => knn('basket', (met) => met);

export const popularity =
  (days: number): SeedRanker =>
  (set, options) => {
    const timeline = new PopularityTimeline(set, days);
    return rankBySeeds(
      set,
      options,
      () => timeline.counts,
      (session) => timeline.advanceTo(session),
    );
  };

/** By the mean cosine with the texts of the seeds; without a text, by popularity. */
export const textSimilarity =
  ({ width, values }: ItemTexts): SeedRanker =>
  (set, options) => {
    const scores = new Float64Array(set.catalogue.length);
    return rankBySeeds(set, options, ({ seeds }) => {
      const taste = new Float64Array(width);
      for (const seed of seeds!) for (let e = 0; e < width; e++) taste[e]! += values[seed * width + e]!;
      for (let item = 0, at = 0; item < scores.length; item++) {
        let sum = 0;
        for (let e = 0; e < width; e++) sum += taste[e]! * values[at++]!;
        scores[item] = sum;
      }
      return scores;
    });
  };

const knn =
  (together: Together, nearness: Nearness): SeedRanker =>
  (set, options) => {
    const neighbours = new CosineNeighbours(set, together, NEIGHBOURS, nearness);
    const scores = new Float64Array(set.catalogue.length);
    return rankBySeeds(
      set,
      options,
      ({ seeds }) => {
        scores.fill(0);
        for (const seed of seeds!) {
          for (let n = seed * NEIGHBOURS; n < (seed + 1) * NEIGHBOURS && neighbours.items[n]! >= 0; n++) {
            scores[neighbours.items[n]!]! += neighbours.weights[n]!;
          }
        }
        return scores;
      },
      (session) => neighbours.advanceTo(session),
    );
  };

/** Ties by popularity; seeds are in no list, nor is what has no score. */
export function rankBySeeds(
  set: EvaluationSet,
  options: RankOptions,
  scoresOf: (session: EvaluationSession) => ArrayLike<number>,
  advanceTo: (session: EvaluationSession) => void = () => undefined,
): Promise<RankedSessions> {
  const popular = new PopularityTimeline(set);
  const scores = new Float64Array(set.catalogue.length);
  return rankByScores(set, options, (session) => {
    popular.advanceTo(session);
    advanceTo(session);
    const found = scoresOf(session);
    // Small enough to decide only between equals.
    for (let item = 0; item < scores.length; item++) scores[item] = found[item]! + popular.counts[item]! * 1e-12;
    for (const seed of session.seeds!) scores[seed] = Number.NaN;
    return scores;
  });
}

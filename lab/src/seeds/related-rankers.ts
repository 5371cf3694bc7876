import { PopularityTimeline } from '@stars/baselines';
import type { StarsModel } from '@stars/inference';
import { goingWith, innerProduct } from '@stars/ranking';
import type { EvaluationSession } from '@stars/replay';
import { rankBySeeds, type SeedRanker } from './seed-rankers.js';

/** As in serving: how many of the nearest items are looked at, and the days whose purchases count. */
const [LOOKED_AT, SOLD_DAYS] = [200, 91];

/** The list of mode `goes_with`, by what the training knows. */
export function goesWithList({ learnedItems, secondStage }: StarsModel, catalogue: readonly string[]): SeedRanker {
  const placeOf = new Map(catalogue.map((id, place) => [id, place]));
  const rowOf = new Map(learnedItems.map((id, row) => [placeOf.get(id), row]));
  return (set, options) =>
    rankBySeeds(set, options, ({ seeds }) => {
      const scores = new Float64Array(catalogue.length).fill(Number.NaN);
      const known = [...seeds!].flatMap((seed) => rowOf.get(seed) ?? []).map((item) => ({ item, weight: 1 }));
      for (const { item, score } of goingWith(secondStage!.statistics.together, known))
        scores[placeOf.get(learnedItems[item]!)!] = score;
      return scores;
    });
}

/**
 * The list of mode `alternatives` of one seed: of its nearest items of its finest category, those first that sell best; then of the next
 * broader one.
 * @param vectors [I, s] of items; NaN: none. @param paths Categories of each item, broad to fine.
 */
export const alternativesList =
  (vectors: Float32Array, paths: readonly (readonly string[])[]): SeedRanker =>
  (set, { k, ...options }) => {
    const width = vectors.length / paths.length;
    const sold = new PopularityTimeline(set, SOLD_DAYS);
    const scoresOf = ({ seeds }: EvaluationSession): Float64Array => {
      const own = vectors.subarray(seeds![0]! * width, (seeds![0]! + 1) * width);
      const nearness = (item: number): number => innerProduct(own, vectors.subarray(item * width, (item + 1) * width));
      const scores = new Float64Array(paths.length).fill(Number.NaN);
      let place = 0;
      for (const category of paths[seeds![0]!]!.toReversed()) {
        if (place > k) break;
        const others = [...paths.keys()].filter(
          (item) => Number.isNaN(scores[item]!) && paths[item]!.includes(category),
        );
        const near = others.map((item) => ({ item, near: nearness(item) })).filter(({ near }) => !Number.isNaN(near));
        const looked = near.sort((a, b) => b.near - a.near).slice(0, LOOKED_AT);
        for (const { item } of looked.sort((a, b) => sold.counts[b.item]! - sold.counts[a.item]!))
          scores[item] = -place++;
      }
      return scores;
    };
    return rankBySeeds(set, { k, ...options }, scoresOf, (session) => sold.advanceTo(session));
  };

/** What sold best of the seed's finest category. */
export const bestOfCategory =
  (categories: Int32Array): SeedRanker =>
  (set, options) => {
    const sold = new PopularityTimeline(set);
    return rankBySeeds(
      set,
      options,
      ({ seeds }) =>
        sold.counts.map((count, item) => (categories[item] === categories[seeds![0]!] ? count : Number.NaN)),
      (session) => sold.advanceTo(session),
    );
  };

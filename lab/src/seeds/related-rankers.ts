import { PopularityTimeline } from '@stars/baselines';
import type { StarsModel } from '@stars/inference';
import { goingWith } from '@stars/ranking';
import { rankBySeeds, type SeedRanker } from './seed-rankers.js';

/** Above all inner products: an item of a finer category comes first. */
const LEVEL = 1e6;

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
 * The list of mode `alternatives` of one seed: the nearest items of its finest category, then of the next broader one, without what
 * goes with it.
 * @param vectors [I, s] of items; NaN: none. @param paths Categories of each item, broad to fine.
 */
export const alternativesList =
  (model: StarsModel, vectors: Float32Array, paths: readonly (readonly string[])[]): SeedRanker =>
  (set, options) => {
    const width = vectors.length / paths.length;
    return rankBySeeds(set, options, ({ seeds }) => {
      const seed = seeds![0]!;
      const broader = paths[seed]!.toReversed();
      return Float64Array.from(paths, (path, item) => {
        const level = broader.findIndex((category) => path.includes(category));
        if (level < 0 || model.goesWith(set.catalogue[seed]!, set.catalogue[item]!)) return Number.NaN;
        let product = 0;
        for (let e = 0; e < width; e++) product += vectors[seed * width + e]! * vectors[item * width + e]!;
        return product - level * LEVEL;
      });
    });
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

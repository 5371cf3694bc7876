import { type Interval, intervalOf, resampledMeans } from '@stars/evaluation';
import type { Cell, Reached } from '../curve/cell.js';

export const METRICS = ['ndcg', 'hit'] as const;
export type Metric = (typeof METRICS)[number];

/** The default against the best simple ranking, on the same sessions. */
export interface Compared {
  metric: Metric;
  /** Means over sessions and seeds. */
  served: number;
  best: { name: string; mean: number };
  difference: { mean: number; ci95: Interval };
  /** Of the hypothesis that both are level, two-sided. */
  p: number;
}

/** Enough for the smallest p that a hundred comparisons ask for. */
const RESAMPLES = 20_000;

/**
 * Compares the cells of one log and size: seeds of a copy are averaged, and the sessions of all copies count. The simple ranking is
 * the one that came out best on these very sessions, by each metric, which is more than anybody could choose beforehand.
 */
export function compareCells(cells: readonly Cell[], resamples = RESAMPLES): Compared[] {
  const { users, served: ofSeeds, simple } = pooled(cells);
  const chosen = METRICS.map((metric) => {
    const served = Float64Array.from(ofSeeds[metric]);
    const best = simple.reduce((most, each) => (meanOf(each, metric) > meanOf(most, metric) ? each : most));
    return { metric, served, best, difference: served.map((value, n) => value - best[metric][n]!) };
  });
  const means = resampledMeans(
    users,
    chosen.map(({ difference }) => difference),
    { resamples },
  );
  return chosen.map(({ metric, served, best, difference }, n) => ({
    metric,
    served: average(served),
    best: { name: best.name, mean: meanOf(best, metric) },
    difference: { mean: average(difference), ci95: intervalOf(means[n]!) },
    p: twoSided(means[n]!),
  }));
}

/** All copies' sessions one after another, what was served as the mean over seeds, and users that are told apart by copy. */
export function pooled(cells: readonly Cell[]): Pick<Cell, 'users' | 'served' | 'simple'> {
  const copies = [...Map.groupBy(cells, ({ copy }) => copy).values()];
  const first = copies.map(([cell]) => cell!);
  const joined = (of: (cell: Cell, copy: number) => number[]): number[] => first.flatMap(of);
  const seeds = (metric: Metric) => (cell: Cell, copy: number) =>
    cell.users.map((_, n) => average(copies[copy]!.map(({ served }) => served[metric][n]!)));
  return {
    users: joined((cell, copy) => cell.users.map((user) => user * copies.length + copy)),
    served: { name: first[0]!.served.name, ndcg: joined(seeds('ndcg')), hit: joined(seeds('hit')) },
    simple: first[0]!.simple.map(({ name }, s) => ({
      name,
      ndcg: joined(({ simple }) => simple[s]!.ndcg),
      hit: joined(({ simple }) => simple[s]!.hit),
    })),
  };
}

/** By how many resampled means lie on the other side of zero. @param sorted ascending */
export function twoSided(sorted: Float64Array): number {
  const below = sorted.filter((mean) => mean <= 0).length;
  const above = sorted.filter((mean) => mean >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (sorted.length + 1));
}

const meanOf = (reached: Reached, metric: Metric): number => average(reached[metric]);

const average = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

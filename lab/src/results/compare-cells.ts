import { type Interval, intervalOf, resampledMeans } from '@stars/evaluation';
import type { Cell, Reached } from '../curve/cell.js';

export const METRICS = ['ndcg', 'hit'] as const;
export type Metric = (typeof METRICS)[number];

/** The default against another ranking, on the same sessions. */
export interface Compared {
  metric: Metric;
  /** Means over sessions and seeds. */
  served: number;
  other: { name: string; mean: number };
  difference: { mean: number; ci95: Interval };
  /** Of the hypothesis that both are level, two-sided. */
  p: number;
}

/** Enough for the smallest p that a hundred comparisons ask for. */
const RESAMPLES = 20_000;

/**
 * Compares the cells of one log and size: the sessions of all copies count. The simple ranking is the one that came out best on these
 * very sessions, by each metric, which is more than anybody could choose beforehand.
 */
export function compareCells(cells: readonly Cell[], resamples = RESAMPLES): Compared[] {
  const simple = joinSeeds(cells, ({ simple }) => simple).map(({ name, seeds }) => ({ name, seeds: [seeds[0]!] }));
  return METRICS.map((metric) => {
    const best = simple.reduce((most, each) => (meanOf(each, metric) > meanOf(most, metric) ? each : most));
    return compare(cells, best, metric, resamples);
  });
}

/** Compares with each ranking that learns; none if a cell lacks them. */
export function compareLearned(cells: readonly Cell[], metric: Metric, resamples = RESAMPLES): Compared[] {
  if (cells.some(({ learned }) => !learned)) return [];
  return joinSeeds(cells, ({ learned }) => learned!).map((other) => compare(cells, other, metric, resamples));
}

/** What a ranking reached, once for each of its seeds. */
interface OfSeeds {
  name: string;
  seeds: Pick<Reached, Metric>[];
}

/**
 * Paired by session. Who trains has one model, so the interval is that of one training against one other: it covers users and seeds.
 */
function compare(cells: readonly Cell[], other: OfSeeds, metric: Metric, resamples: number): Compared {
  const [served] = joinSeeds(cells, ({ served }) => [served]);
  const differences = served!.seeds.flatMap((ours) =>
    other.seeds.map((theirs) => Float64Array.from(ours[metric], (value, n) => value - theirs[metric][n]!)),
  );
  const means = resampledMeans(pooledUsers(cells), differences, { resamples });
  const all = Float64Array.from(means.flatMap((each) => [...each])).sort();
  const [ours, theirs] = [meanOf(served!, metric), meanOf(other, metric)];
  return {
    ...{ metric, served: ours, other: { name: other.name, mean: theirs } },
    ...{ difference: { mean: ours - theirs, ci95: intervalOf(all) }, p: twoSided(all) },
  };
}

const groupByCopy = (cells: readonly Cell[]): Cell[][] => [...Map.groupBy(cells, ({ copy }) => copy).values()];

/** Of all copies' sessions, one copy after another: users of two copies have two numbers. */
export function pooledUsers(cells: readonly Cell[]): number[] {
  const copies = groupByCopy(cells);
  return copies.flatMap(([cell], copy) => cell!.users.map((user) => user * copies.length + copy));
}

const cellOf = (copy: readonly Cell[], wanted: number): Cell | undefined => copy.find(({ seed }) => seed === wanted);

function joinSeeds(cells: readonly Cell[], rankings: (cell: Cell) => readonly Reached[]): OfSeeds[] {
  const copies = groupByCopy(cells);
  // A run that was stopped has not all seeds of each copy yet.
  const seeds = copies[0]!.map(({ seed }) => seed).filter((seed) => copies.every((copy) => cellOf(copy, seed)));
  return rankings(copies[0]![0]!).map(({ name }, r) => ({
    name,
    seeds: seeds.map((seed) => {
      const joined = (metric: Metric) => copies.flatMap((copy) => rankings(cellOf(copy, seed)!)[r]![metric]);
      return { ndcg: joined('ndcg'), hit: joined('hit') };
    }),
  }));
}

/** By how many resampled means lie on the other side of zero. @param sorted ascending */
export function twoSided(sorted: Float64Array): number {
  const below = sorted.filter((mean) => mean <= 0).length;
  const above = sorted.filter((mean) => mean >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (sorted.length + 1));
}

const meanOf = ({ seeds }: OfSeeds, metric: Metric): number => average(seeds.flatMap((each) => each[metric]));

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

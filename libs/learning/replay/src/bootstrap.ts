import { seededRandom } from '@stars/ranking';

export interface BootstrapOptions {
  /** Default 500. */
  resamples?: number;
  /** Default 0. */
  seed?: number;
}

/** Bounds of a 95% percentile interval. */
export type Interval = [low: number, high: number];

/**
 * 95% percentile intervals of session means. Resamples users with all their sessions, because sessions of one user are
 * not independent. All series share the resamples.
 * @param users [S] an integer for each session's user; series: each [S].
 */
export const bootstrapMeans = (
  users: ArrayLike<number>,
  series: readonly Float64Array[],
  options: BootstrapOptions = {},
): Interval[] => resampledMeans(users, series, options).map(intervalOf);

/** The 95% interval of ascending values. */
export const intervalOf = (sorted: Float64Array): Interval => [percentile(sorted, 0.025), percentile(sorted, 0.975)];

/** The means of which `bootstrapMeans` gives the intervals: of each series one a resample, ascending. */
export function resampledMeans(
  users: ArrayLike<number>,
  series: readonly Float64Array[],
  options: BootstrapOptions = {},
): Float64Array[] {
  const { userOf, count } = denseUsers(users);
  const sessions = new Float64Array(count);
  for (const user of userOf) sessions[user]!++;
  const sums = series.map((values) => {
    const sum = new Float64Array(count);
    for (let n = 0; n < values.length; n++) sum[userOf[n]!]! += values[n]!;
    return sum;
  });
  const resamples = options.resamples ?? 500;
  const random = seededRandom(options.seed ?? 0);
  const means = series.map(() => new Float64Array(resamples));
  const drawn = new Uint32Array(count);
  for (let b = 0; b < resamples; b++) {
    drawn.fill(0);
    for (let u = 0; u < count; u++) drawn[Math.floor(random() * count)]!++;
    const total = weightedSum(drawn, sessions);
    sums.forEach((sum, s) => {
      means[s]![b] = weightedSum(drawn, sum) / total;
    });
  }
  return means.map((values) => values.sort());
}

export interface Difference {
  /** Mean over sessions of a − b. */
  mean: number;
  ci95: Interval;
}

/** The difference of two rankers on the same sessions, paired: each resample takes both from the same users. */
export function pairedDifference(
  users: ArrayLike<number>,
  a: Float64Array,
  b: Float64Array,
  options: BootstrapOptions = {},
): Difference {
  const difference = a.map((value, n) => value - b[n]!);
  const [ci95] = bootstrapMeans(users, [difference], options);
  return { mean: mean(difference), ci95: ci95! };
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Mean over users of the mean over each user's sessions. */
export function userMacroMean(users: ArrayLike<number>, values: Float64Array): number {
  const { userOf, count } = denseUsers(users);
  const sums = new Float64Array(count);
  const sessions = new Float64Array(count);
  for (let n = 0; n < values.length; n++) {
    sums[userOf[n]!]! += values[n]!;
    sessions[userOf[n]!]!++;
  }
  return mean(sums.map((sum, u) => sum / sessions[u]!));
}

/** Linear interpolation between order statistics; `sorted` ascending, `share` in [0, 1]. */
export function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (at - below);
}

function denseUsers(users: ArrayLike<number>): { userOf: Uint32Array; count: number } {
  const index = new Map<number, number>();
  const userOf = new Uint32Array(users.length);
  for (let n = 0; n < users.length; n++) {
    const user = users[n]!;
    let dense = index.get(user);
    if (dense === undefined) {
      dense = index.size;
      index.set(user, dense);
    }
    userOf[n] = dense;
  }
  return { userOf, count: index.size };
}

function weightedSum(weights: Uint32Array, values: Float64Array): number {
  let sum = 0;
  for (let u = 0; u < values.length; u++) sum += weights[u]! * values[u]!;
  return sum;
}

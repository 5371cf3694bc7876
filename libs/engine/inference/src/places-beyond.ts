import { ALL_SIZES, type ItemStatisticsState, type ItemTrendState, NEW_SIZES } from '@stars/ranking';

// The second stage keeps arrays over the learned items; these are the places after them.

/** Most cold-start items that are ranked by borrowed statistics: they have the places after the learned items. */
export const MOST_COLD_START_ITEMS = 2000;
/** Other items that a search may find and the model has not learned: they have the places after those. */
export const UNLEARNED = 2 * Math.max(ALL_SIZES.searched, NEW_SIZES.searched);

/** Statistics in which cold-start and other unlearned items have no purchases. */
export function withUnlearned(statistics: ItemStatisticsState): ItemStatisticsState {
  return {
    ...statistics,
    all: padded(statistics.all, 0),
    windows: statistics.windows.map((counts) => padded(counts, 0)),
    repeats: padded(statistics.repeats, 0),
    logGaps: padded(statistics.logGaps, 0),
    logSizes: padded(statistics.logSizes, 0),
    ...(statistics.evidence
      ? { evidence: statistics.evidence.map((windows) => windows.map((counts) => padded(counts, 0))) }
      : {}),
    ...(statistics.trends ? { trends: untried(statistics.trends) } : {}),
    regions: new Map([...statistics.regions].map(([region, counts]) => [region, padded(counts, 0)])),
  };
}

function untried(trends: ItemTrendState): ItemTrendState {
  return {
    ...trends,
    windows: trends.windows.map((counts) => padded(counts, 0)),
    firsts: trends.firsts.map((counts) => padded(counts, 0)),
    age: padded(trends.age, -1),
    idle: padded(trends.idle, -1),
  };
}

/** The same values, and `fill` for each place after those of the learned items. */
export function padded<T extends Float32Array | Int32Array>(values: T, fill: number): T {
  const longer = new (values.constructor as new (size: number) => T)(values.length + MOST_COLD_START_ITEMS + UNLEARNED);
  longer.set(values);
  longer.fill(fill, values.length);
  return longer;
}

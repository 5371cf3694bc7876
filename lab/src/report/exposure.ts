import { coverage, type EvaluationSet, LIST_LENGTH, type RankedSessions } from '@stars/replay';

/**
 * Items by training popularity: the most popular ones that together hold half of the interactions, those that hold
 * the next 40%, and the rest.
 */
const POPULARITY_GROUPS = ['head', 'mid', 'tail'] as const;
export type PopularityGroup = (typeof POPULARITY_GROUPS)[number];
export type ByGroup = Record<PopularityGroup, number>;

const HEAD_SHARE = 0.5;
const MID_SHARE = 0.9;

/** Exposure: which items get the places of one ranker's lists. */
export interface ExposureRow {
  ranker: string;
  /**
   * Mean over places of the item's popularity percentile in the catalogue, in [0, 1]: the share of items that are
   * less popular, equals counting half. A random list has 0.5.
   */
  popularity_percentile: number;
  /** Gini coefficient of places by catalogue item: 0 if all get the same number, near 1 if one item gets them all. */
  gini: number;
  'coverage@10': number;
  /** Shares of the places. */
  shown: ByGroup;
}

/** Popularity bias and coverage, in the first ten places of lists with seen items kept. */
export interface ExposureReport {
  /** Catalogue items in each group. */
  items: Record<PopularityGroup, number>;
  /** Share of the training interactions (distinct user, day, item). */
  trained: ByGroup;
  /** Share of the targets: what unbiased lists would show. */
  taken: ByGroup;
  taken_percentile: number;
  rows: ExposureRow[];
}

export function exposureReport(
  set: EvaluationSet,
  rankers: readonly { name: string; lists: RankedSessions }[],
): ExposureReport {
  const popularity = trainingPopularity(set);
  const percentiles = popularityPercentiles(popularity);
  const groups = popularityGroups(popularity);
  const every = Uint32Array.from(popularity, (_, item) => item);
  const targets = set.sessions.flatMap(({ target }) => [...target]);
  const allRows = set.sessions.map((_, n) => n);
  return {
    items: byGroup(groups, every, (sums) => sums),
    trained: byGroup(groups, every, shares, popularity),
    taken: byGroup(groups, targets, shares),
    taken_percentile: meanOf(percentiles, targets),
    rows: rankers.map(({ name, lists }) => {
      const shown = placesOf(set, lists);
      const exposure = new Uint32Array(popularity.length);
      for (const item of shown) exposure[item]!++;
      return {
        ranker: name,
        popularity_percentile: meanOf(percentiles, shown),
        gini: gini(exposure),
        'coverage@10': coverage(lists, allRows, popularity.length, LIST_LENGTH),
        shown: byGroup(groups, shown, shares),
      };
    }),
  };
}

/** [I] interactions (distinct user, day) of the rows that a model may be trained on. */
export function trainingPopularity(set: EvaluationSet): Uint32Array {
  const counts = new Uint32Array(set.catalogue.length);
  const { userOffsets, row, item } = set.interactions;
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    for (let a = userOffsets[user]!; a < userOffsets[user + 1]! && row[a]! < set.trainTo[user]!; a++)
      counts[item[a]!]!++;
  }
  return counts;
}

/** [I] share of items with a lower count; items with the same count, the item itself included, count half. */
export function popularityPercentiles(counts: Uint32Array): Float64Array {
  const sorted = counts.slice().sort();
  const result = new Map<number, number>();
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    result.set(sorted[from]!, (from + to) / 2 / sorted.length);
    from = to;
  }
  return Float64Array.from(counts, (count) => result.get(count)!);
}

/** [I] index into POPULARITY_GROUPS; ties in popularity go to the lower item index first. */
export function popularityGroups(counts: Uint32Array): Uint8Array {
  const order = Uint32Array.from(counts, (_, item) => item).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const groups = new Uint8Array(counts.length);
  let before = 0;
  for (const item of order) {
    groups[item] = before < HEAD_SHARE * total ? 0 : before < MID_SHARE * total ? 1 : 2;
    before += counts[item]!;
  }
  return groups;
}

/** Gini coefficient of non-negative counts; 0 if all are 0. */
export function gini(counts: Uint32Array): number {
  const sorted = counts.slice().sort();
  let [sum, weighted] = [0, 0];
  sorted.forEach((count, n) => {
    sum += count;
    weighted += (2 * (n + 1) - sorted.length - 1) * count;
  });
  return sum === 0 ? 0 : weighted / (sorted.length * sum);
}

function placesOf(set: EvaluationSet, { k, items }: RankedSessions): number[] {
  const places: number[] = [];
  for (let n = 0; n < set.sessions.length; n++) {
    for (const item of items.subarray(n * k, n * k + Math.min(k, LIST_LENGTH))) if (item >= 0) places.push(item);
  }
  return places;
}

function byGroup(
  groups: Uint8Array,
  items: ArrayLike<number>,
  finish: (sums: ByGroup) => ByGroup,
  weights?: Uint32Array,
): ByGroup {
  const sums: ByGroup = { head: 0, mid: 0, tail: 0 };
  for (let n = 0; n < items.length; n++) sums[POPULARITY_GROUPS[groups[items[n]!]!]!] += weights?.[items[n]!] ?? 1;
  return finish(sums);
}

function shares(sums: ByGroup): ByGroup {
  const total = Math.max(1, sums.head + sums.mid + sums.tail);
  return { head: sums.head / total, mid: sums.mid / total, tail: sums.tail / total };
}

const meanOf = (values: Float64Array, items: readonly number[]): number =>
  items.reduce((sum, item) => sum + values[item]!, 0) / Math.max(1, items.length);

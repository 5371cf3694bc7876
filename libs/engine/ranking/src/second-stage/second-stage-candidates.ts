import { BestItems } from '../best-items.js';
import { groupCount } from './group-count.js';
import { FIRST_MONTH, type ItemStatisticsState, MONTH, WEEK } from './item-statistics.js';
import type { LiveSignals } from './live-signals.js';
import { NumberedKeys } from './numbered-keys.js';
import { GROUP_DECAYS, type GroupHistory, type PurchaseHistory } from './purchase-history.js';

/** How many candidates each source gives at most. */
export interface CandidateSizes {
  /** Repeat candidates, by decayed count. 0: only unseen items are candidates. */
  own: number;
  /** Items that the user lately looked at or put into the cart, and never bought. */
  browsed: number;
  /** Popular with all users, in the last week and in the last month each. */
  popular: number;
  /** Popular in the request's region. */
  region: number;
  /** Items with a live signal, by popularity. */
  promoted: number;
  /** The user's groups of the finest level, and popular items of each. */
  groups: number;
  perGroup: number;
  /** Items that others buy for the first time, in the last week and in the last month each. */
  tried: number;
  /** Groups of near-duplicates that the user had an item of, and popular items of each. */
  nearDuplicateGroups: number;
  perNearDuplicateGroup: number;
  /** Items similar to those that the user had, and items bought in one session with them. */
  similar: number;
  together: number;
  /** Of each of the model's two searches. */
  searched: number;
  /** Of each of the two searches among cold-start items alone. */
  coldStartItems: number;
  /** Cold-start items with a live signal, by the popularity that they borrow. */
  liveColdStartItems: number;
}

export const NO_SIZES: CandidateSizes = {
  own: 0,
  browsed: 0,
  popular: 0,
  region: 0,
  promoted: 0,
  groups: 0,
  perGroup: 0,
  tried: 0,
  nearDuplicateGroups: 0,
  perNearDuplicateGroup: 0,
  together: 0,
  similar: 0,
  searched: 0,
  coldStartItems: 0,
  liveColdStartItems: 0,
};

export const ALL_SIZES: CandidateSizes = {
  ...NO_SIZES,
  own: 150,
  browsed: 40,
  popular: 40,
  similar: 20,
  searched: 20,
  coldStartItems: 20,
};

export const NEW_SIZES: CandidateSizes = {
  own: 0,
  browsed: 100,
  popular: 200,
  region: 150,
  promoted: 100,
  groups: 60,
  perGroup: 8,
  tried: 150,
  nearDuplicateGroups: 60,
  perNearDuplicateGroup: 4,
  similar: 150,
  together: 100,
  searched: 100,
  coldStartItems: 200,
  liveColdStartItems: 200,
};

/** So many items are at hand, of all and of each group: more than any size asks for. */
const [MOST_POPULAR, MOST_OF_GROUP] = [500, 20];

/** Popular items of one morning, found once for all requests of the day. */
export class PopularItems {
  #day = Number.NaN;
  #week: Int32Array = new Int32Array(0);
  #month: Int32Array = new Int32Array(0);
  readonly #byRegion = new Map<number, { asked: number; items: Int32Array }>();
  /** Items of each group of the finest level, the popular ones first. */
  #byGroup: Int32Array[] = [];
  #byNearDuplicate: Int32Array[] = [];
  #firsts: Int32Array[] = [];
  /** Every item once. */
  readonly #items: Int32Array;

  constructor(
    private readonly statistics: ItemStatisticsState,
    private readonly groupOf: Int32Array | undefined,
    private readonly nearDuplicates?: { groupOf: Int32Array; level: number } | undefined,
  ) {
    this.#items = Int32Array.from(statistics.all.keys());
  }

  /** Items of all sources but the repeat candidates and the model's searches, best source first. There may be duplicates. */
  *of(day: number, region: number, own: PurchaseHistory, signals: LiveSignals | undefined, sizes: CandidateSizes) {
    if (day !== this.#day) this.#sort(day);
    yield* this.#week.subarray(0, sizes.popular);
    yield* this.#month.subarray(0, sizes.popular);
    if (sizes.region > 0) yield* this.#inRegion(region, sizes.region);
    if (sizes.groups > 0) yield* inOwnGroups(own.groups[0], this.#byGroup, sizes.groups, sizes.perGroup);
    if (sizes.tried > 0) for (const firsts of this.#firsts) yield* firsts.subarray(0, sizes.tried);
    if (sizes.nearDuplicateGroups > 0 && this.nearDuplicates) {
      yield* inOwnGroups(
        own.groups[this.nearDuplicates.level],
        this.#byNearDuplicate,
        sizes.nearDuplicateGroups,
        sizes.perNearDuplicateGroup,
      );
    }
    if (sizes.promoted > 0 && signals) {
      yield* best(signals.items, this.statistics.purchases[MONTH]!, sizes.promoted);
    }
  }

  /** The month's purchases of the most popular item, as of the statistics' day. */
  highest(day: number): number {
    if (Number.isNaN(this.#day)) this.#sort(day);
    return this.statistics.purchases[MONTH]![this.#month[0] ?? -1] ?? 0;
  }

  #inRegion(region: number, count: number): Int32Array {
    const known = this.#byRegion.get(region);
    if (known && known.asked >= count) return known.items.subarray(0, count);
    const counts = this.statistics.regions.get(region);
    const first = new BestItems(Math.min(count, counts?.size ?? 0));
    counts?.forEach((item, sum) => {
      const rounded = Math.fround(sum);
      if (rounded > 0 && first.takes(rounded, item)) first.put(rounded, item);
    });
    const items = inOrder(first);
    this.#byRegion.set(region, { asked: count, items });
    return items;
  }

  #sort(day: number): void {
    const { purchases, firsts } = this.statistics;
    const items = this.#items;
    this.#day = day;
    const month = purchases[MONTH]!;
    this.#week = best(items, purchases[WEEK]!, MOST_POPULAR);
    this.#month = best(items, month, MOST_POPULAR);
    this.#byRegion.clear();
    this.#byGroup = this.groupOf ? bestOfGroups(month, this.groupOf) : [];
    this.#byNearDuplicate = this.nearDuplicates ? bestOfGroups(month, this.nearDuplicates.groupOf) : [];
    this.#firsts = firsts.slice(0, 1 + FIRST_MONTH).map((sums) => best(items, sums, MOST_POPULAR));
  }
}

/** The best items of each group, by their sums. */
function bestOfGroups(sums: Float64Array, groupOf: Int32Array): Int32Array[] {
  const groups = Array.from({ length: groupCount(groupOf) }, (): number[] => []);
  for (let item = 0; item < sums.length; item++) {
    const sum = Math.fround(sums[item]!);
    const list = groups[groupOf[item]!];
    if (list === undefined || !(sum > 0)) continue;
    let at = list.length;
    while (at > 0 && Math.fround(sums[list[at - 1]!]!) < sum) at--;
    if (at >= MOST_OF_GROUP) continue;
    list.splice(at, 0, item);
    if (list.length > MOST_OF_GROUP) list.pop();
  }
  return groups.map((list) => Int32Array.from(list));
}

/** The first `perGroup` items of each of the user's `groups` best groups: those bought from often and lately come first. */
function* inOwnGroups(
  mine: GroupHistory | undefined,
  items: readonly Int32Array[],
  groups: number,
  perGroup: number,
): Generator<number> {
  if (!mine) return;
  const { keys, size } = mine.groups;
  const weight = (n: number): number => mine.decayed[n * GROUP_DECAYS.length]!;
  const numbers = Array.from({ length: size }, (_, n) => n + 1);
  const order = numbers.sort((a, b) => weight(b) - weight(a) || keys[a]! - keys[b]!).slice(0, groups);
  for (const n of order) yield* items[keys[n]!]!.subarray(0, perGroup);
}

/**
 * Items with a sum above 0, highest first, ties to the lower number: the first `most`. Sums are compared in single precision: those of
 * the same purchases are equal, whatever the order in which they were added.
 */
function best(items: Int32Array, sums: Float64Array, most: number): Int32Array {
  const first = new BestItems(Math.min(most, items.length));
  for (let n = 0; n < items.length; n++) {
    const item = items[n]!;
    const sum = Math.fround(sums[item]!);
    if (sum > 0 && first.takes(sum, item)) first.put(sum, item);
  }
  return inOrder(first);
}

function inOrder(first: BestItems): Int32Array {
  const found = new Int32Array(first.size);
  first.drainTo(found, 0);
  return found;
}

/** Used by one call after the other. */
const found = new NumberedKeys();

/**
 * Candidates of a request, none twice, repeat candidates first.
 * @param order Numbers of the user's items, those bought often and lately first.
 * @param searched Items that each of the model's searches found, best first. @param coldStartItems The same for searches among cold-start items.
 * @param eligible Which of the user's and the popular items may be in the answer; absent: all. Searches filter by themselves.
 */
export function secondStageCandidates(
  own: PurchaseHistory,
  order: Int32Array,
  popular: ArrayLike<number>,
  searched: readonly ArrayLike<number>[],
  sizes: CandidateSizes,
  eligible: (item: number) => boolean = () => true,
  coldStartItems: readonly ArrayLike<number>[] = [],
): Int32Array {
  found.clear();
  for (let o = 0; o < order.length && found.size < sizes.own; o++) {
    const item = own.items.keys[order[o]!]!;
    if (eligible(item)) found.add(item);
  }
  const take = (item: number): void => {
    // An item of the user beyond the most frequent ones is no candidate by another source: it is unlikely to be wanted.
    if (item >= 0 && !own.has(item)) found.add(item);
  };
  for (let n = 0; n < popular.length; n++) if (eligible(popular[n]!)) take(popular[n]!);
  const takeBest = (list: ArrayLike<number>, count: number): void => {
    for (let r = 0; r < Math.min(list.length, count); r++) take(list[r]!);
  };
  for (const list of searched) takeBest(list, sizes.searched);
  for (const list of coldStartItems) takeBest(list, sizes.coldStartItems);
  return found.keys.slice(1, found.size + 1);
}

import { BestItems } from '../best-items.js';
import { type CatalogueTotals, catalogueTotals } from '../second-stage/catalogue-totals.js';
import { groupCount } from '../second-stage/group-count.js';
import { FIRST_MONTH, type ItemStatisticsState, MONTH, WEEK } from '../second-stage/item-statistics.js';

/** So many items are at hand, of all and of each group: more than any size asks for. */
const [MOST_POPULAR, MOST_OF_GROUP] = [500, 20];

/** Popular items of one morning. */
interface MorningLists {
  /** In the last week, and in the last month. */
  week: Int32Array;
  month: Int32Array;
  /** What others buy for the first time, in the last week and in the last month. */
  firsts: readonly Int32Array[];
  /** Of each group of the finest level, the popular ones first. */
  byGroup: readonly Int32Array[];
  /** Of each group of near-duplicates, and the level of these groups; absent without them. */
  nearDuplicates: { level: number; byGroup: readonly Int32Array[] } | undefined;
  totals: CatalogueTotals;
}

/** Popular items of one morning, found once for all requests of the day. */
export class PopularLists {
  #day = Number.NaN;
  #lists: MorningLists | undefined;
  readonly #byRegion = new Map<number, { asked: number; items: Int32Array }>();
  /** Every item once. */
  readonly #items: Int32Array;

  constructor(
    private readonly statistics: ItemStatisticsState,
    private readonly groupOf: Int32Array | undefined,
    private readonly duplicates?: { groupOf: Int32Array; level: number } | undefined,
  ) {
    this.#items = Int32Array.from(statistics.all.keys());
  }

  /** @param morning Absent: those that were found last. */
  on(morning = this.#day): MorningLists {
    if (!this.#lists || morning !== this.#day) this.#lists = this.#sort(morning);
    return this.#lists;
  }

  /** Of some items the most popular of the last month. */
  bestOf(items: Int32Array, most: number): Int32Array {
    return best(items, this.statistics.purchases[MONTH]!, most);
  }

  inRegion(region: number, count: number): Int32Array {
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

  #sort(day: number): MorningLists {
    const { purchases, firsts } = this.statistics;
    const items = this.#items;
    const month = purchases[MONTH]!;
    this.#day = day;
    this.#byRegion.clear();
    return {
      week: best(items, purchases[WEEK]!, MOST_POPULAR),
      month: best(items, month, MOST_POPULAR),
      firsts: firsts.slice(0, 1 + FIRST_MONTH).map((sums) => best(items, sums, MOST_POPULAR)),
      byGroup: this.groupOf ? bestOfGroups(month, this.groupOf) : [],
      nearDuplicates: this.duplicates && {
        level: this.duplicates.level,
        byGroup: bestOfGroups(month, this.duplicates.groupOf),
      },
      totals: catalogueTotals(this.statistics),
    };
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

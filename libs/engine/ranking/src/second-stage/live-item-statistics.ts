import type { InteractionType, ItemSums, RegionSum } from '@stars/contracts';
import {
  FIRST_DECAYS,
  FIRST_MONTH,
  fadeBy,
  type GroupSums,
  ITEM_EVIDENCE_DECAYS,
  itemArrays,
  LEAST_OF_REGION,
  MONTH,
  PURCHASE_DECAYS,
  type RankerStatistics,
  REGION_DAYS,
} from './item-statistics.js';
import { SparseCounts } from './sparse-counts.js';

/** How the names of statistics that come from elsewhere are numbered here. */
export interface StatisticsNumbers {
  /** Numbers of the regions. Those that a training did not know are added, and those without any purchase of late go. */
  regions: Map<string, number>;
  /** The types of other events, by kind of the layout. */
  kinds: readonly InteractionType[];
}

/** Of a full table of regions, so much stays: the next change does not fill it again. */
const KEPT_SHARE = 0.9;

/**
 * Statistics of all users that change while requests read them: the state of an item is replaced as a whole. They begin with those of a
 * training. I items.
 */
export class LiveItemStatistics {
  /** What a ranker reads. Its changes are counted once they are `settled`. */
  readonly state: RankerStatistics & { day: number; changes: number; regions: Map<number, SparseCounts> };
  /** [I] 1 for items whose state came. */
  readonly #replaced: Uint8Array;
  /** [I] in how many regions an item has a sum. */
  readonly #regionsOf: Uint32Array;
  /** The next number of a region. */
  #nextRegion: number;
  readonly #dropped = (item: number, sum: number): void => {
    if (sum > 0) this.#regionsOf[item]!--;
  };

  /**
   * @param training Its arrays become those of the state. @param levels Group of each item by level, [I] each, -1 for none.
   * @param mostCells Most sums by region and item: if there are more, the smallest go
   */
  constructor(
    training: RankerStatistics,
    private readonly levels: readonly Int32Array[],
    private readonly numbers: StatisticsNumbers,
    private readonly mostCells: number,
  ) {
    this.state = { ...training, changes: 0, regions: new Map(training.regions) };
    this.#replaced = new Uint8Array(this.state.all.length);
    this.#regionsOf = new Uint32Array(this.state.all.length);
    for (const counts of this.state.regions.values()) {
      counts.forEach((item) => {
        this.#regionsOf[item]!++;
      });
    }
    this.#nextRegion = 1 + Math.max(-1, ...numbers.regions.values());
  }

  /** Items whose state came. */
  get items(): number {
    return this.#replaced.reduce((sum, one) => sum + one, 0);
  }

  /** Sums by region and item that are held. */
  get cells(): number {
    return [...this.state.regions.values()].reduce((sum, counts) => sum + counts.size, 0);
  }

  /** Replaces all that is known of an item. */
  put(item: number, sums: ItemSums): void {
    this.#reach(sums.day);
    const age = this.state.day - sums.day;
    this.#replaced[item] = 1;
    this.state.all[item] = sums.purchases;
    this.state.repeats[item] = sums.repeats;
    this.state.logGaps[item] = sums.logGaps;
    putFaded(this.state.purchases, item, sums.decayed, age, PURCHASE_DECAYS);
    putFaded(this.state.firsts, item, sums.firsts, age, FIRST_DECAYS);
    this.numbers.kinds.forEach((type, kind) => {
      const evidence = sums.evidence.find((one) => one.type === type)?.sums ?? [];
      putFaded(this.state.evidence[kind]!, item, evidence, age, ITEM_EVIDENCE_DECAYS);
    });
    this.#putRegions(item, sums.regions, Math.exp(-age / REGION_DAYS));
  }

  /** Nothing is known of items whose state never came: the statistics are complete without them. */
  dropOthers(): void {
    const arrays = [...itemArrays(this.state), this.#regionsOf];
    this.#replaced.forEach((replaced, item) => {
      if (replaced === 0) for (const sums of arrays) sums[item] = 0;
    });
    for (const counts of this.state.regions.values()) {
      counts.forEach((item) => {
        if (this.#replaced[item] === 0) counts.set(item, 0);
      });
    }
  }

  /** Brings what is computed from all items up to date. */
  settle(): void {
    this.state.changes++;
    if (this.cells > this.mostCells) this.#dropSmallest();
    this.levels.forEach((level, l) => {
      this.#sumGroups(level, this.state.groups[l]!);
    });
  }

  #reach(day: number): void {
    const passed = day - this.state.day;
    if (passed <= 0) return;
    this.state.day = day;
    fadeBy(passed, this.state, this.#dropped);
    this.#dropEmpty();
  }

  #putRegions(item: number, sums: readonly RegionSum[], fade: number): void {
    const known = new Map<SparseCounts, number>();
    for (const { region, sum } of sums) {
      if (sum * fade >= LEAST_OF_REGION) known.set(this.#ofRegion(region), sum * fade);
    }
    let before = 0;
    for (const counts of known.keys()) if (counts.get(item) > 0) before++;
    // To look into all regions costs much, and is seldom needed.
    if (before < this.#regionsOf[item]!) {
      for (const counts of this.state.regions.values()) if (counts.get(item) > 0) counts.set(item, 0);
    }
    for (const [counts, sum] of known) counts.set(item, sum);
    this.#regionsOf[item] = known.size;
  }

  #sumGroups(level: Int32Array, groups: GroupSums): void {
    const columns: [Float64Array, Float64Array][] = [
      [groups.all, this.state.all],
      [groups.repeats, this.state.repeats],
      [groups.logGaps, this.state.logGaps],
      [groups.month, this.state.purchases[MONTH]!],
      [groups.firsts, this.state.firsts[FIRST_MONTH]!],
    ];
    for (const [sums, ofItems] of columns) {
      sums.fill(0);
      for (let item = 0; item < level.length; item++) {
        const group = level[item]!;
        if (group >= 0) sums[group]! += ofItems[item]!;
      }
    }
  }

  #dropSmallest(): void {
    const sums = new Float64Array(this.cells);
    let n = 0;
    for (const counts of this.state.regions.values()) {
      counts.forEach((_, sum) => {
        sums[n++] = sum;
      });
    }
    sums.sort();
    // Of equal sums, all go: they might be too many.
    const least = sums[sums.length - Math.floor(KEPT_SHARE * this.mostCells) - 1]! * (1 + Number.EPSILON);
    for (const counts of this.state.regions.values()) counts.scale(1, least, this.#dropped);
    this.#dropEmpty();
  }

  /** Regions of which nothing is left: there is no end to names of regions. */
  #dropEmpty(): void {
    for (const [name, number] of this.numbers.regions) {
      if (this.state.regions.get(number)?.size !== 0) continue;
      this.state.regions.delete(number);
      this.numbers.regions.delete(name);
    }
  }

  #ofRegion(name: string): SparseCounts {
    const number = this.numbers.regions.get(name) ?? this.#nextRegion++;
    const counts = this.state.regions.get(number) ?? new SparseCounts();
    this.numbers.regions.set(name, number);
    this.state.regions.set(number, counts);
    return counts;
  }
}

function putFaded(
  columns: readonly Float64Array[],
  item: number,
  sums: readonly number[],
  age: number,
  decays: readonly number[],
): void {
  for (let d = 0; d < decays.length; d++) {
    columns[d]![item] = age === 0 ? (sums[d] ?? 0) : (sums[d] ?? 0) * Math.exp(-age / decays[d]!);
  }
}

import { whileBorrowing } from '../cold-start/borrow.js';
import { type BorrowedStatistics, borrowedMean } from '../cold-start/content-neighbours.js';
import { type ItemFamily, type ItemRow, widthOf, writeRow } from './columns/column-family.js';
import { itemArrays, MONTH, WEEK } from './item-statistics.js';
import type { SparseCounts } from './sparse-counts.js';

/** Most items whose rows are kept: 64 Ki rows of some thirty columns take 8 MB. */
const MOST_KEPT = 1 << 16;
/** More than there are items: keys of a region and an item are numbers. */
const MOST_ITEMS = 2 ** 31;

/**
 * Columns of items alone, computed when they are first asked for on a day, and kept until the day or the statistics change. Of two items
 * that share a place, the one that was asked for last is kept.
 */
export class KeptItemRows {
  readonly width: number;
  /** The rows; see `at`. */
  readonly values: Float32Array;
  /** By place: the month's purchases of the item, or what a cold-start item borrows, as of the statistics' day. */
  readonly #ofMonth: Float64Array;
  readonly #ofWeek: Float64Array;
  readonly #mask: number;
  /** By place: the item whose row is there, from what it borrows, and the epoch in which it was computed. */
  readonly #items: Int32Array;
  readonly #neighbours: (BorrowedStatistics | undefined)[];
  readonly #epochs: Int32Array;
  readonly #regional = new Map<number, { neighbours: BorrowedStatistics; sum: number }>();
  #epoch = 0;
  #day = Number.NaN;
  #changes = Number.NaN;

  /** @param items Number of items, I */
  constructor(
    private readonly families: readonly ItemFamily[],
    items: number,
  ) {
    const places = Math.min(MOST_KEPT, 1 << Math.ceil(Math.log2(Math.max(1, items))));
    this.width = widthOf(families);
    this.values = new Float32Array(places * this.width);
    this.#ofMonth = new Float64Array(places);
    this.#ofWeek = new Float64Array(places);
    this.#mask = places - 1;
    this.#items = new Int32Array(places).fill(-1);
    this.#neighbours = new Array<BorrowedStatistics | undefined>(places).fill(undefined);
    this.#epochs = new Int32Array(places);
  }

  /** Rows of another day, or of other statistics, are computed anew from now on. */
  startOn(day: number, changes: number): void {
    if (day === this.#day && changes === this.#changes) return;
    this.#epoch++;
    this.#regional.clear();
    this.#day = day;
    this.#changes = changes;
  }

  /** Purchases in a region that a cold-start item borrows. */
  inRegion(item: number, region: number, counts: SparseCounts, neighbours: BorrowedStatistics): number {
    const key = region * MOST_ITEMS + item;
    const known = this.#regional.get(key);
    if (known?.neighbours === neighbours) return known.sum;
    const sum = borrowedMean(neighbours, (other) => counts.get(other));
    if (this.#regional.size >= MOST_KEPT) this.#regional.clear();
    this.#regional.set(key, { neighbours, sum });
    return sum;
  }

  /** The month's purchases of the item whose row was asked for last. */
  ofMonth(item: number): number {
    return this.#ofMonth[item & this.#mask]!;
  }

  /** The week's purchases of the item whose row was asked for last. */
  ofWeek(item: number): number {
    return this.#ofWeek[item & this.#mask]!;
  }

  /** Where the row of an item begins in `values`. @param neighbours Of a cold-start item: what it borrows from. */
  at(row: ItemRow, neighbours: BorrowedStatistics | undefined): number {
    const { item } = row;
    const place = item & this.#mask;
    const from = place * this.width;
    if (this.#items[place] === item && this.#epochs[place] === this.#epoch && this.#neighbours[place] === neighbours)
      return from;
    const write = (): void => {
      writeRow(this.families, row, this.values, from);
      this.#ofMonth[place] = row.statistics.purchases[MONTH]![item]!;
      this.#ofWeek[place] = row.statistics.purchases[WEEK]![item]!;
    };
    if (neighbours) whileBorrowing(itemArrays(row.statistics), item, neighbours, write);
    else write();
    this.#items[place] = item;
    this.#epochs[place] = this.#epoch;
    this.#neighbours[place] = neighbours;
    return from;
  }
}

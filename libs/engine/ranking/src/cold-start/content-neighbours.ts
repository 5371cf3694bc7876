import { BestItems } from '../best-items.js';

/** Learned items that stand in for one that nobody has had, most alike first. */
export interface BorrowedStatistics {
  items: Int32Array;
  /** One an item, above 0; their sum is 1. */
  weights: Float32Array;
}

/** What is known of an item before anybody had it. */
export interface ItemContent {
  /** [E] of length 1, or all zeros where nothing is said about the item. */
  text: Float32Array;
  /** Numbers of its tags, none twice. */
  tags: readonly number[];
  /** Its subclass and the ancestors of that, broad to fine. */
  path: readonly string[];
}

/** The same of all I learned items. */
export interface ContentTable {
  /** E; 0 where a model has no part for texts. */
  width: number;
  /** [I, E] */
  text: Float32Array;
  /** [I + 1] into `tags`. */
  tagOffsets: Int32Array;
  tags: Int32Array;
  /** [I] into `paths`. */
  pathOf: Int32Array;
  paths: readonly (readonly string[])[];
}

/** Learned items that lend to one item, at most. */
const MOST = 100;
/** Fewer in a category than this: those of the one above it lend too. */
const ENOUGH = 30;
/** How much tags say beside texts. */
const TAG_SHARE = 0.3;
/** A likeness lower by this much weighs 1/e. */
const SHARPNESS = 0.15;
/** And so does an item that is only of the category above. */
const LEVEL_COST = 1;
/** What all items of the category together weigh, equally shared: as much as so many that are just like the item. */
const CATEGORY_WEIGHT = 2;

const keyOf = (path: readonly string[], depth: number): string => JSON.stringify(path.slice(0, depth));

/**
 * Finds what an item without a history borrows from: the learned items of its category by how alike text and tags are, and
 * where the category has few of them, those of the one above too. What is then said of the item is the mean over them.
 */
export class ContentNeighbours {
  /** Items by every beginning of their paths. */
  readonly #members = new Map<string, number[]>();

  constructor(private readonly table: ContentTable) {
    table.pathOf.forEach((path, item) => {
      const names = table.paths[path]!;
      for (let depth = 0; depth <= names.length; depth++) {
        const key = keyOf(names, depth);
        const list = this.#members.get(key);
        if (list) list.push(item);
        else this.#members.set(key, [item]);
      }
    });
  }

  /** @param lends Which items may; absent: all. @returns undefined where none does */
  borrowedFor(content: ItemContent, lends: (item: number) => boolean = () => true): BorrowedStatistics | undefined {
    const found = new Map<number, number>();
    let steps = 0;
    for (let depth = content.path.length; depth >= 0 && found.size < ENOUGH; depth--) {
      const members = (this.#members.get(keyOf(content.path, depth)) ?? []).filter(
        (item) => !found.has(item) && lends(item),
      );
      if (members.length === 0) continue;
      // The whole catalogue is no category.
      const shared = found.size === 0 && depth > 0 ? CATEGORY_WEIGHT / members.length : 0;
      for (const item of members) {
        found.set(item, shared + Math.exp((this.#likeness(content, item) - 1) / SHARPNESS - LEVEL_COST * steps));
      }
      steps++;
    }
    if (found.size === 0) return undefined;
    const best = new BestItems(Math.min(MOST, found.size));
    for (const [item, weight] of found) if (best.takes(weight, item)) best.put(weight, item);
    const loan = { items: new Int32Array(best.size), weights: new Float32Array(best.size) };
    best.drainTo(loan.items, 0, loan.weights);
    const total = loan.weights.reduce((sum, weight) => sum + weight, 0);
    loan.weights.forEach((weight, n) => {
      loan.weights[n] = weight / total;
    });
    return loan;
  }

  /** Whether the learned items of one category know which class of a level that is: that of all of them, or -1. */
  classOf(path: readonly string[], level: Int32Array): number {
    for (let depth = path.length; depth > 0; depth--) {
      const members = this.#members.get(keyOf(path, depth));
      if (!members) continue;
      const [first] = members;
      return members.every((item) => level[item] === level[first!]) ? level[first!]! : -1;
    }
    return -1;
  }

  /** Cosine of the texts and of the sets of tags, in [−1, 1]; one that neither has counts for nothing. */
  #likeness({ text, tags }: ItemContent, item: number): number {
    const { width, text: texts, tagOffsets, tags: allTags } = this.table;
    let product = 0;
    for (let e = 0, at = item * width; e < width; e++, at++) product += text[e]! * texts[at]!;
    const [from, to] = [tagOffsets[item]!, tagOffsets[item + 1]!];
    if (to === from || tags.length === 0) return product;
    let common = 0;
    for (let at = from; at < to; at++) if (tags.includes(allTags[at]!)) common++;
    const together = common / Math.sqrt((to - from) * tags.length);
    return width === 0 ? together : (1 - TAG_SHARE) * product + TAG_SHARE * together;
  }
}

/** Σ over the lenders of weight · value. */
export function borrowed({ items, weights }: BorrowedStatistics, values: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < items.length; n++) sum += weights[n]! * values[items[n]!]!;
  return sum;
}

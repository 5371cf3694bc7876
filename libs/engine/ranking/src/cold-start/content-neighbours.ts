import { BestItems } from '../best-items.js';

/** Learned items whose statistics stand in for those of a cold-start item, most similar first. */
export interface BorrowedStatistics {
  items: Int32Array;
  /** Weight of each item, above 0; their sum is 1. */
  weights: Float32Array;
}

/** What is known of an item before anybody had it. */
export interface ItemContent {
  /** [E] of length 1, or all zeros for an item without text. */
  text: Float32Array;
  /** Numbers of its tags, none twice. */
  tags: readonly number[];
  /** Its subclass and the ancestors of that, broad to fine. */
  path: readonly string[];
}

/** The content of all I learned items. */
export interface ContentTable {
  /** E; 0 if the model does not use texts. */
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

/** Most neighbours of one item. */
const MOST = 100;
/** If a category has fewer items than this, the category above it is searched too. */
const ENOUGH = 30;
/** Share of the tags in a likeness; texts have the rest. */
const TAG_SHARE = 0.3;
/** A likeness lower by this much weighs 1/e. */
const SHARPNESS = 0.15;
/** An item that is only in the category above also weighs 1/e. */
const LEVEL_COST = 1;
/** Weight that all items of the category share equally: as much as so many items that are identical to the item. */
const CATEGORY_WEIGHT = 2;

const keyOf = (path: readonly string[], depth: number): string => JSON.stringify(path.slice(0, depth));

/**
 * Finds the items that a cold-start item borrows from: the learned items of its category, weighed by how similar text and tags
 * are. If the category has few of them, those of the category above count too. The item's statistics are the weighed mean.
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

  /** @param mayLend Which items may be neighbours; absent: all. @returns undefined if there are none */
  borrowedFor(content: ItemContent, mayLend: (item: number) => boolean = () => true): BorrowedStatistics | undefined {
    const found = new Map<number, number>();
    let steps = 0;
    for (let depth = content.path.length; depth >= 0 && found.size < ENOUGH; depth--) {
      const members = (this.#members.get(keyOf(content.path, depth)) ?? []).filter(
        (item) => !found.has(item) && mayLend(item),
      );
      if (members.length === 0) continue;
      // Depth 0 is the whole catalogue, which is no category.
      const shared = found.size === 0 && depth > 0 ? CATEGORY_WEIGHT / members.length : 0;
      for (const item of members) {
        found.set(item, shared + Math.exp((this.#likeness(content, item) - 1) / SHARPNESS - LEVEL_COST * steps));
      }
      steps++;
    }
    if (found.size === 0) return undefined;
    const best = new BestItems(Math.min(MOST, found.size));
    for (const [item, weight] of found) if (best.takes(weight, item)) best.put(weight, item);
    const borrowed = { items: new Int32Array(best.size), weights: new Float32Array(best.size) };
    best.drainTo(borrowed.items, 0, borrowed.weights);
    const total = borrowed.weights.reduce((sum, weight) => sum + weight, 0);
    borrowed.weights.forEach((weight, n) => {
      borrowed.weights[n] = weight / total;
    });
    return borrowed;
  }

  /** The class, on a level, of a category: that of all its learned items, or -1 if they differ. */
  classOf(path: readonly string[], level: Int32Array): number {
    for (let depth = path.length; depth > 0; depth--) {
      const members = this.#members.get(keyOf(path, depth));
      if (!members) continue;
      const [first] = members;
      return members.every((item) => level[item] === level[first!]) ? level[first!]! : -1;
    }
    return -1;
  }

  /** Mean of the cosines of the texts and of the sets of tags, in [−1, 1]. Tags count only if both have some. */
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

/** Σ over the neighbours of weight · worth. */
export function borrowedMean({ items, weights }: BorrowedStatistics, worth: (item: number) => number): number {
  let sum = 0;
  for (let n = 0; n < items.length; n++) sum += weights[n]! * worth(items[n]!);
  return sum;
}

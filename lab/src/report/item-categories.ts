/** An item's place in the catalogue's taxonomy. */
export interface Categorised {
  /** Broad to fine; may be empty. */
  category: readonly string[];
}

/** One category for each item, from one level of the taxonomy. */
export interface ItemCategories {
  /** Such as `category, level 2 of 3`. */
  attribute: string;
  names: string[];
  /** [I] index into `names`; -1 if the item has none. */
  of: Int32Array;
}

/** A table with more categories is too long to read. */
const MOST_CATEGORIES = 500;

/**
 * The finest level of the taxonomy that has from 2 to 500 categories; undefined if there is none. A category is its
 * path, so the same name under two parents is two categories; it is shown by its name if that is unique.
 * @param catalogue [I] item ids.
 */
export function itemCategories(
  catalogue: readonly string[],
  items: ReadonlyMap<string, Categorised>,
): ItemCategories | undefined {
  const paths = catalogue.map((id) => items.get(id)?.category ?? []);
  const depth = paths.reduce((deepest, path) => Math.max(deepest, path.length), 0);
  for (let level = depth; level >= 1; level--) {
    const index = new Map<string, number>();
    const members: string[][] = [];
    const of = Int32Array.from(paths, (path) => {
      if (path.length < level) return -1;
      const key = JSON.stringify(path.slice(0, level));
      const known = index.get(key);
      if (known !== undefined) return known;
      index.set(key, members.length);
      members.push(path.slice(0, level));
      return members.length - 1;
    });
    if (members.length >= 2 && members.length <= MOST_CATEGORIES) {
      return { attribute: `category, level ${level} of ${depth}`, names: shortNames(members), of };
    }
  }
  return undefined;
}

/** The last part of each path if no other path ends with it, else the whole path. */
function shortNames(paths: readonly string[][]): string[] {
  const count = new Map<string, number>();
  for (const path of paths) count.set(path.at(-1)!, (count.get(path.at(-1)!) ?? 0) + 1);
  return paths.map((path) => (count.get(path.at(-1)!) === 1 ? path.at(-1)! : path.join(' / ')));
}

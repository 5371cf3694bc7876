/** One level of the category tree: the class of each of I items. */
export interface CategoryLevel {
  /** Number of classes. */
  size: number;
  /** [I] */
  classes: Uint32Array;
}

/** A level with more classes costs more than it helps. */
const MAX_CLASSES = 4096;

/**
 * Levels of paths, broad to fine: level l separates items by the first l + 1 names. A path that ends earlier, or an empty
 * one, is a class of its own. Left out: levels that separate nothing, no more than the one before, or too much.
 * @param paths [I] broad to fine.
 */
export function categoryLevels(paths: readonly (readonly string[])[]): CategoryLevel[] {
  const depth = paths.reduce((most, path) => Math.max(most, path.length), 0);
  const levels: CategoryLevel[] = [];
  for (let level = 0; level < depth; level++) {
    const index = new Map<string, number>();
    const classes = Uint32Array.from(paths, (path) => {
      const key = JSON.stringify(path.slice(0, level + 1));
      if (!index.has(key)) index.set(key, index.size);
      return index.get(key)!;
    });
    const before = levels.at(-1)?.size ?? 1;
    if (index.size > before && index.size <= MAX_CLASSES) levels.push({ size: index.size, classes });
  }
  return levels;
}

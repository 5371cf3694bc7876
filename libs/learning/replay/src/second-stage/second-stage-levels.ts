import type { ItemFeatures } from '@stars/contracts';
import { categoryLevels } from '@stars/features';
import { type BorrowedStatistics, type FeatureLayout, groupCount } from '@stars/ranking';

/** Most levels of categories that are used: the finest one. A second level told nothing more. */
const LEVELS = 1;

/** Number of levels of categories that the second stage uses for these items. */
export const secondStageLevelCount = (ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): number =>
  Math.min(LEVELS, categoryLevels(pathsOf(ids, items)).length);

/** [I] group of each item, finest level first; a level that the items do not have is all -1. */
export function secondStageLevels(
  ids: readonly string[],
  items: ReadonlyMap<string, ItemFeatures>,
  { levels: count, texts = false }: Pick<FeatureLayout, 'levels' | 'texts'>,
): Int32Array[] {
  const found = categoryLevels(pathsOf(ids, items)).slice(-count).reverse();
  const levels = Array.from({ length: count }, (_, level) =>
    found[level] ? Int32Array.from(found[level].classes) : new Int32Array(ids.length).fill(-1),
  );
  return texts ? [...levels, textGroups(ids, items)] : levels;
}

/** Names in the paths of the items of each group of the finest level; undefined without such a level. @param levels Of the items */
export function secondStageGroupNames(
  ids: readonly string[],
  items: ReadonlyMap<string, ItemFeatures>,
  levels: readonly Int32Array[],
  { levels: count }: Pick<FeatureLayout, 'levels'>,
): string[][] | undefined {
  if (count === 0) return undefined;
  const names = Array.from({ length: groupCount(levels[0]!) }, () => new Set<string>());
  pathsOf(ids, items).forEach((path, item) => {
    for (const name of path) names[levels[0]![item]!]?.add(name);
  });
  return names.map((ofGroup) => [...ofGroup]);
}

/** Whether some items share a text. */
export function shareTexts(ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): boolean {
  const texts = ids.flatMap((id) => items.get(id)?.textHash || []);
  return new Set(texts).size < texts.length;
}

/** [I] group of each item: items with one text have one group; -1 without a text. */
function textGroups(ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): Int32Array {
  const texts = new Map<string, number>();
  return Int32Array.from(ids, (id) => {
    const text = items.get(id)?.textHash;
    if (!text) return -1;
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text)!;
  });
}

const pathsOf = (ids: readonly string[], items: ReadonlyMap<string, ItemFeatures>): string[][] =>
  ids.map((id) => items.get(id)?.category ?? []);

/** A cold-start item whose class no learned item has gets the class of its first neighbour. */
export function borrowClasses(level: Int32Array, borrowed: ReadonlyMap<number, BorrowedStatistics>): void {
  const known = new Set(level.filter((_, item) => !borrowed.has(item)));
  for (const [item, { items }] of borrowed) if (!known.has(level[item]!)) level[item] = level[items[0] ?? -1] ?? -1;
}

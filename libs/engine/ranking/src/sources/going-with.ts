import type { NeighbourTable } from '../second-stage/item-neighbours.js';
import type { SeedItem } from '../second-stage/seeds.js';

export interface GoingWith {
  item: number;
  /** Σ over the seeds of weight · likeness. */
  score: number;
  /** The seed that it goes with most. */
  seed: number;
}

/** What people have in one session with the seeds, as a share of how much they have each: best first, without the seeds. */
export function goingWith({ size, items, likeness }: NeighbourTable, seeds: readonly SeedItem[]): GoingWith[] {
  const found = new Map<number, GoingWith & { most: number }>();
  const given = new Set(seeds.map(({ item }) => item));
  for (const { item: seed, weight } of seeds) {
    const from = seed * size;
    // An item that was met after the neighbours were found has none.
    for (let at = from; at < from + size && at < items.length && items[at]! >= 0; at++) {
      const item = items[at]!;
      const like = weight * likeness[at]!;
      if (given.has(item) || !(like > 0)) continue;
      const known = found.get(item) ?? { item, score: 0, seed, most: 0 };
      known.score += like;
      if (like > known.most) Object.assign(known, { most: like, seed });
      found.set(item, known);
    }
  }
  return [...found.values()]
    .map(({ item, score, seed }) => ({ item, score, seed }))
    .sort((a, b) => b.score - a.score || a.item - b.item);
}

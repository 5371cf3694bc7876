/** An item that a list is because of: of a product page, of a cart, of the last order. Only the ratios of weights matter. */
export interface Seed {
  itemId: string;
  /** Above 0. */
  weight: number;
}

/** A seed by its place among the items of a ranker. */
export interface SeedItem {
  item: number;
  weight: number;
}

/** Most seeds that a list is because of: the heaviest. None of the others is a candidate either. */
export const MOST_SEEDS = 20;

/**
 * The seeds that have a place, each once, the heaviest first, which weighs 1.
 * @param placeOf Of an item; undefined: nothing is known of it, and the seed is passed over.
 */
export function seedItems(seeds: readonly Seed[], placeOf: (itemId: string) => number | undefined): SeedItem[] {
  const weights = new Map<number, number>();
  for (const { itemId, weight } of heaviestFirst(seeds)) {
    const item = placeOf(itemId);
    if (item !== undefined && !weights.has(item)) weights.set(item, weight);
  }
  const [most = 1] = weights.values();
  return [...weights].map(([item, weight]) => ({ item, weight: weight / most }));
}

/** Those of a weight above 0, the heaviest first. */
export const heaviestFirst = (seeds: readonly Seed[]): Seed[] =>
  seeds.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);

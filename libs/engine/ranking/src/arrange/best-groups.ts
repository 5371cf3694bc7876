/** A group of items, and the best of them. */
export interface RankedGroup<Item> {
  /** What its items have in common; of a category, its path. */
  value: readonly string[];
  /** Its share of the ranking's weight, from 0 to 1. */
  score: number;
  /** Best first, at least one. */
  items: Item[];
}

export interface GroupInput<Item> {
  /** Best first. */
  ranked: readonly Item[];
  /** The groups of each of these items, by place: none, one or several. */
  groupsOf: readonly (readonly (readonly string[])[])[];
  /** Most groups, and most items of each. */
  groups: number;
  items: number;
}

interface Members {
  value: readonly string[];
  weight: number;
  places: number[];
}

/**
 * Ranks groups by the sum over their items of 1 / place, places from 1: one very good item counts as much as several good ones. This
 * needs no scores, which of lists that are merged have no common scale. Ties go to the group with the better first item. No item is in two
 * groups: it goes to the better one.
 *
 * @example `bestGroups({ ranked: ['apple', 'rye'], groupsOf: [[['Fruit']], [['Bread']]], groups: 1, items: 4 })` →
 * `[{ value: ['Fruit'], score: 0.667, items: ['apple'] }]`
 */
export function bestGroups<Item>({ ranked, groupsOf, groups, items }: GroupInput<Item>): RankedGroup<Item>[] {
  const members = new Map<string, Members>();
  let total = 0;
  ranked.forEach((_, place) => {
    const weight = 1 / (place + 1);
    total += weight;
    for (const value of groupsOf[place] ?? []) {
      const key = JSON.stringify(value);
      const group = members.get(key) ?? { value, weight: 0, places: [] };
      members.set(key, group);
      group.weight += weight;
      group.places.push(place);
    }
  });
  // Groups are in the order of their first items, which a stable sort keeps.
  const best = [...members.values()].sort((a, b) => b.weight - a.weight);
  const found: RankedGroup<Item>[] = [];
  const placed = new Set<number>();
  for (const { value, weight, places } of best) {
    if (found.length === groups) break;
    const free = places.filter((place) => !placed.has(place)).slice(0, items);
    if (free.length === 0) continue;
    for (const place of free) placed.add(place);
    found.push({ value, score: weight / total, items: free.map((place) => ranked[place]!) });
  }
  return found;
}

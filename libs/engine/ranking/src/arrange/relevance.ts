/** Relevance of a place of the ranking, and weight of a place of the list: 1 / log2(place + 2), from 0. */
export const discount = (place: number): number => 1 / Math.log2(place + 2);

/** The share of the ranking's DCG that a list of places in the ranking keeps: 1 for the ranking's own first items. */
export function relevanceKept(list: readonly number[]): number {
  let kept = 0;
  let ideal = 0;
  list.forEach((rank, place) => {
    kept += discount(rank) * discount(place);
    ideal += discount(place) ** 2;
  });
  return list.length === 0 ? 1 : kept / ideal;
}

/** Places that are kept for some items. */
export interface ShareRule {
  itemIds: ReadonlySet<string>;
  /** Of the places of the list, from 0 to 1; rounded down. */
  share: number;
}

/**
 * A ranking whose first places have the shares, as far as it has such items: the best of them from below take the last places, from items
 * of no share, or of one that has more than it needs. A share never takes places that an earlier one needs.
 * @param ranked Best first.
 * @param shown Places of the list; @param placed Items that have other places of it already
 */
export function reserveShares(
  ranked: readonly string[],
  shown: number,
  placed: readonly string[],
  shares: readonly ShareRule[],
): string[] {
  const list = ranked.slice(0, shown);
  const below = ranked.slice(shown);
  const countOf = ({ itemIds }: ShareRule): number => [...placed, ...list].filter((id) => itemIds.has(id)).length;
  const neededBy = ({ share }: ShareRule): number => Math.floor(share * (shown + placed.length));
  shares.forEach((share, n) => {
    const isFree = (itemId: string): boolean =>
      !share.itemIds.has(itemId) &&
      shares.slice(0, n).every((other) => !other.itemIds.has(itemId) || countOf(other) > neededBy(other));
    while (countOf(share) < neededBy(share)) {
      const from = below.findIndex((itemId) => share.itemIds.has(itemId));
      const to = list.findLastIndex(isFree);
      if (from < 0 || to < 0) return;
      const [risen] = below.splice(from, 1);
      below.unshift(...list.splice(to, 1));
      list.push(risen!);
    }
  });
  return [...list, ...below];
}

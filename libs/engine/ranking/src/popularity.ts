/** Item ids, most popular first. */
export interface PopularityTable {
  global: readonly string[];
  byRegion: Readonly<Record<string, readonly string[]>>;
  /** How much an item sells, as a share of what sells best; absent where only the order is known. */
  shares?: ReadonlyMap<string, number>;
}

export interface PopularityQuery {
  /** Its list comes first; a region that the table does not know counts as none. */
  region?: string;
  exclude?: ReadonlySet<string>;
  limit: number;
}

export interface PopularItem {
  itemId: string;
  /** Whether it is from the region's own list. */
  regional: boolean;
}

/** Popular items of the region, then of everywhere, without duplicates and excluded items. */
export function popularItems(table: PopularityTable, { region, exclude, limit }: PopularityQuery): PopularItem[] {
  const known = region !== undefined && Object.hasOwn(table.byRegion, region);
  const regional = known ? table.byRegion[region]! : [];
  const seen = new Set(exclude);
  const popular: PopularItem[] = [];
  const take = (itemIds: readonly string[], isRegional: boolean): void => {
    for (const itemId of itemIds) {
      if (popular.length >= limit) return;
      if (seen.has(itemId)) continue;
      seen.add(itemId);
      popular.push({ itemId, regional: isRegional });
    }
  };
  take(regional, true);
  take(table.global, false);
  return popular;
}

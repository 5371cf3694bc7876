import type { FoundItem } from '@stars/client';
import { useMemo } from 'react';
import { useApi } from './use-api.js';

/** Of one search. */
const MOST_ITEMS = 1000;

/** What the catalogue has of items, by id. Items that it does not have, and all while it is not known, are absent. */
export function useProducts(ids: readonly string[], region = ''): ReadonlyMap<string, FoundItem> {
  const itemIds = [...new Set(ids)].sort().slice(0, MOST_ITEMS);
  const { data } = useApi('searchItems', itemIds.length === 0 ? undefined : { item_ids: itemIds, region });
  return useMemo(() => new Map(data?.items.map((item) => [item.item_id, item])), [data]);
}

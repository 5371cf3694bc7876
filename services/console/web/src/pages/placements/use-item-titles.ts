import type { Filter, Rule } from '@stars/client';
import { useMemo } from 'react';
import { useProducts } from '../../api/use-products.js';
import type { Titles } from './rule-words.js';

/** The titles of the items that rules name. An item that is not in the catalogue has none. */
export function useItemTitles(rules: readonly Rule[]): Titles {
  const products = useProducts(rules.flatMap(itemIdsOf));
  return useMemo(() => new Map([...products].map(([itemId, { title }]) => [itemId, title || itemId])), [products]);
}

function itemIdsOf({ action = {} }: Rule): readonly string[] {
  const { pin, boost, share, exclude, only } = action;
  const filters = [boost?.items, share?.items, exclude, only].filter((filter) => filter !== undefined);
  return [...(pin?.pins ?? []).map(({ item_id: itemId }) => itemId), ...filters.flatMap(idsIn)];
}

function idsIn({ all, any, not, in: isIn }: Filter): readonly string[] {
  const inner = [...(all?.operands ?? []), ...(any?.operands ?? []), ...(not ? [not] : [])].flatMap(idsIn);
  return isIn?.field === 'item_id' ? [...inner, ...(isIn.values ?? [])] : inner;
}

import type { RecommendedItem } from '@stars/client';

export interface PlacedItem {
  itemId: string;
  title: string;
  /** Absent: it is in both lists at the same place. Places that it went up; negative: down. */
  mark: 'gained' | 'lost' | number | undefined;
}

export interface ComparedLists {
  now: readonly PlacedItem[];
  then: readonly PlacedItem[];
  gained: number;
  lost: number;
  /** Items that stay, at another place. With none gained, lost and moved, the lists are the same. */
  moved: number;
}

/** What becomes of each item of a list. */
export function compareLists(before: readonly RecommendedItem[], after: readonly RecommendedItem[]): ComparedLists {
  const [was, is] = [placesOf(before), placesOf(after)];
  const now = before.map(({ item_id: itemId, title }): PlacedItem => {
    return { itemId, title, mark: is.has(itemId) ? undefined : 'lost' };
  });
  const then = after.map(({ item_id: itemId, title }, place): PlacedItem => {
    const from = was.get(itemId);
    return { itemId, title, mark: from === undefined ? 'gained' : from - place || undefined };
  });
  const lost = now.filter(({ mark }) => mark === 'lost').length;
  const gained = then.filter(({ mark }) => mark === 'gained').length;
  const moved = then.filter(({ mark }) => typeof mark === 'number').length;
  return { now, then, gained, lost, moved };
}

const placesOf = (items: readonly RecommendedItem[]): ReadonlyMap<string, number> =>
  new Map(items.map(({ item_id: itemId }, place) => [itemId, place]));

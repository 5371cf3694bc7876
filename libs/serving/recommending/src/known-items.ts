import { InteractionType } from '@stars/contracts';
import type { HistoryEvent } from '@stars/profile-store';
import type { KnownItem } from '@stars/ranking';
import type { ItemCard } from './item-cards.js';

/** A user's distinct items, as reasons use them; one that left the catalogue has no title. */
export function knownItems(
  history: readonly HistoryEvent[],
  itemOf: (itemId: string) => ItemCard | undefined,
): KnownItem[] {
  const { INTERACTION_TYPE_PURCHASE: purchase, INTERACTION_TYPE_ADD_TO_CART: cart } = InteractionType;
  const byId = new Map<string, { purchases: number; lastPurchase: number; lastCart: number; lastTime: number }>();
  for (const { itemId, type, time } of history) {
    const known = byId.get(itemId) ?? { purchases: 0, lastPurchase: 0, lastCart: 0, lastTime: 0 };
    known.lastTime = Math.max(known.lastTime, time);
    if (type === purchase) {
      known.purchases++;
      known.lastPurchase = Math.max(known.lastPurchase, time);
    }
    if (type === cart) known.lastCart = Math.max(known.lastCart, time);
    byId.set(itemId, known);
  }
  return [...byId].map(([itemId, { purchases, lastPurchase, lastCart, lastTime }]) => {
    const item = itemOf(itemId);
    return {
      itemId,
      title: item?.title ?? '',
      category: item?.category ?? [],
      purchases,
      carted: lastCart > 0,
      lastTime: lastPurchase || lastCart || lastTime,
    };
  });
}

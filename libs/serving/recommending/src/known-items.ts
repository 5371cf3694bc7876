import { InteractionType } from '@stars/contracts';
import type { HistoryEvent } from '@stars/profile-store';
import { type KnownItem, SESSION_PAUSE_MS } from '@stars/ranking';
import type { ItemCard } from './item-cards.js';

/** A user's distinct items, as reasons use them; one that left the catalogue has no title. */
export function knownItems(
  history: readonly HistoryEvent[],
  itemOf: (itemId: string) => ItemCard | undefined,
): KnownItem[] {
  const { INTERACTION_TYPE_PURCHASE: purchase, INTERACTION_TYPE_ADD_TO_CART: cart } = InteractionType;
  const byId = new Map<string, KnownItem>();
  const firstViews = new Map<string, HistoryEvent>();
  for (const event of history) {
    const { itemId, type, time } = event;
    let known = byId.get(itemId);
    if (!known) {
      const { title = '', category = [] } = itemOf(itemId) ?? {};
      known = { itemId, title, category, purchases: 0, lastPurchase: 0, lastCart: 0, lastView: 0 };
      byId.set(itemId, known);
    }
    if (type === purchase) known.purchases++;
    const last = type === purchase ? 'lastPurchase' : type === cart ? 'lastCart' : 'lastView';
    known[last] = Math.max(known[last], time);
    if (last !== 'lastView') continue;
    const first = firstViews.get(itemId);
    if (!first) firstViews.set(itemId, event);
    else if (isOtherSession(first, event)) known.returned = true;
  }
  return [...byId.values()];
}

/** Two events without a session id are of one session if no long pause fits between them. */
const isOtherSession = (a: HistoryEvent, b: HistoryEvent): boolean =>
  a.session && b.session ? a.session !== b.session : Math.abs(a.time - b.time) > SESSION_PAUSE_MS;

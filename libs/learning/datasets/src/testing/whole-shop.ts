import { type CatalogItem, type Interaction, interactionTypeName, standingEvents } from '@stars/contracts';
import { syntheticShop } from './synthetic/synthetic-shop.js';

/** What a user did, once: an order has all its products. */
export interface WholeShopEvent {
  /** An e-mail address, which is all that Shopify says of a user. */
  user: string;
  type: 'view' | 'add_to_cart' | 'purchase' | 'refund' | 'dislike';
  items: readonly CatalogItem[];
  /** Milliseconds since 1970, of whole seconds. */
  time: number;
  /** Of a purchase, and the refund of all of it. */
  order?: string;
}

export interface WholeShop {
  items: readonly CatalogItem[];
  /** In order of time. */
  events: readonly WholeShopEvent[];
}

const HOUR = 3_600_000;
const ONE_OF = { refunds: 8, dislikes: 40 } as const;

/** A shop of 300 products with orders of several products, refunds of whole orders, and dislikes. Always the same. */
export function wholeShop(): WholeShop {
  const shop = syntheticShop({ users: 60, items: 300, days: 30, regions: 0, sessionsPerDay: 0.15 });
  const items = new Map(shop.items.map((item) => [item.itemId, item]));
  const events: WholeShopEvent[] = [];
  const orders = new Map<string, WholeShopEvent & { items: CatalogItem[] }>();
  let views = 0;
  for (const { userId, itemId, type: number, time, sessionId } of shop.events) {
    const item = items.get(itemId)!;
    const type = interactionTypeName(number) as 'view' | 'add_to_cart' | 'purchase';
    const event = {
      user: `${userId}@shop.example`,
      type,
      items: [item],
      time: 1000 * Math.floor(time!.getTime() / 1000),
    };
    const order = orders.get(sessionId);
    if (type !== 'purchase') events.push(event);
    else if (order === undefined) orders.set(sessionId, { ...event, order: `#${1001 + orders.size}` });
    else if (!order.items.includes(item)) order.items.push(item);
    if (type === 'view' && ++views % ONE_OF.dislikes === 0)
      events.push({ ...event, type: 'dislike', time: event.time + 1000 });
  }
  const refunded = [...orders.values()].filter((_, n) => n % ONE_OF.refunds === 0);
  events.push(
    ...orders.values(),
    ...refunded.map((order) => ({ ...order, type: 'refund' as const, time: order.time + HOUR })),
  );
  return { items: shop.items, events: events.toSorted((a, b) => a.time - b.time) };
}

/** The orders that were given back. */
export const refundedOrders = ({ events }: WholeShop): ReadonlySet<string | undefined> =>
  new Set(events.flatMap(({ type, order }) => (type === 'refund' ? [order] : [])));

/** The purchases that stand, each as a line with user, item and time, sorted. */
export function purchasesThatStand(shop: WholeShop): string[] {
  const refunded = refundedOrders(shop);
  const bought = shop.events.filter(({ type, order }) => type === 'purchase' && !refunded.has(order));
  return bought.flatMap(({ user, items, time }) => items.map(({ itemId }) => lineOf(user, itemId, time))).sort();
}

/** The same of stored events. */
export function storedPurchasesThatStand(stored: readonly Interaction[]): string[] {
  const events = stored.map((event) => ({ ...event, time: event.time!.getTime() })).sort((a, b) => a.time - b.time);
  return [...Map.groupBy(events, ({ userId }) => userId).values()]
    .flatMap((ofUser) => standingEvents(ofUser))
    .filter(({ type }) => interactionTypeName(type) === 'purchase')
    .map(({ userId, itemId, time }) => lineOf(userId, itemId, time))
    .sort();
}

const lineOf = (user: string, item: string, time: number): string => `${user} ${item} ${new Date(time).toISOString()}`;

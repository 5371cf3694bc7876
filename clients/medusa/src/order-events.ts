import type { Interaction } from '@stars/client';
import type { Order } from './medusa.js';

/** What `orderEvents` reads of an order. */
export const ORDER_FIELDS: readonly string[] = [
  ...['id', 'status', 'created_at', 'updated_at', 'canceled_at', 'customer_id', 'region_id', 'metadata'],
  ...['customer.has_account', 'items.id', 'items.product_id', 'items.metadata'],
  ...['items.detail.quantity', 'items.detail.return_received_quantity'],
];

/** The keys in the metadata of a cart, and of one of its lines, which the order keeps. */
export const VISITOR = 'stars_visitor';
const RECOMMENDATION = 'stars_recommendation';

/** The id that the snippet gives a browser. No customer of Medusa has such an id. */
export const isVisitor = (id: unknown): id is string => typeof id === 'string' && /^[0-9a-f]{32}$/.test(id);

/**
 * A purchase for each line of the order, and a refund for each that was cancelled or came back whole. The ids are those of the lines,
 * so that an order that is sent again counts once.
 */
export function orderEvents(order: Order): Interaction[] {
  const who = buyerOf(order);
  if (!who || order.status === 'draft') return [];
  return order.items.flatMap(({ id, product_id, metadata, detail }) => {
    if (!product_id) return [];
    const { [RECOMMENDATION]: recommendation_id } = metadata ?? {};
    const about = { ...who, item_id: product_id, ...(order.region_id && { region: order.region_id }) };
    const purchase: Interaction = {
      ...{ ...about, event_id: `medusa/${id}`, type: 'purchase', time: order.created_at, quantity: detail.quantity },
      ...(typeof recommendation_id === 'string' && { recommendation_id }),
    };
    const isBack = detail.quantity > 0 && detail.return_received_quantity >= detail.quantity;
    if (!order.canceled_at && !isBack) return [purchase];
    const time = order.canceled_at ?? order.updated_at;
    return [purchase, { ...about, event_id: `medusa/${id}/refund`, type: 'refund', time }];
  });
}

/** Medusa keeps a guest as a customer without an account; the browser's id is what the guest's views have. */
function buyerOf({
  customer_id,
  customer,
  metadata,
}: Order): Pick<Interaction, 'user_id' | 'anonymous_id'> | undefined {
  const visitor = metadata?.[VISITOR];
  if (!customer?.has_account && isVisitor(visitor)) return { anonymous_id: visitor };
  return customer_id ? { user_id: customer_id } : undefined;
}

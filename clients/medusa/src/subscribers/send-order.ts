import { ORDER_SOURCES } from '../changed-ids.js';
import { sendOrders } from '../send-rows.js';
import type { Changed } from './send-product.js';

/** Sends an order when it is placed, cancelled or comes back. What fails here is sent by the job. */
export default async function sendOrder({ event, container }: Changed): Promise<void> {
  await sendOrders(container, [event.data.id]);
}

export const config = { event: ORDER_SOURCES.flatMap(({ events }) => events) };

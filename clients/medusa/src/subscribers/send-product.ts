import { changedIds, OFFER_SOURCES, PRODUCT_SOURCES, type Source } from '../changed-ids.js';
import type { Container } from '../medusa.js';
import { sendOffers, sendProducts } from '../send-rows.js';

/** Sends a product when it, its prices or its stock change. What fails here is sent by the job. */
export default async function sendProduct({ event, container }: Changed): Promise<void> {
  const named = (sources: readonly Source[]): Promise<string[]> => {
    const changed = sources.filter(({ events }) => events.includes(event.name));
    return changedIds(container, changed, { id: event.data.id });
  };
  await sendProducts(container, await named(PRODUCT_SOURCES));
  await sendOffers(container, await named(OFFER_SOURCES));
}

export const config = { event: [...PRODUCT_SOURCES, ...OFFER_SOURCES].flatMap(({ events }) => events) };

/** What Medusa calls a subscriber with. */
export interface Changed {
  event: { name: string; data: { id: string } };
  container: Container;
}

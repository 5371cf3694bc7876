import { changedIds, OFFER_SOURCES, ORDER_SOURCES, PRODUCT_SOURCES } from '../changed-ids.js';
import type { Container, Stores } from '../medusa.js';
import { sendOffers, sendOrders, sendProducts } from '../send-rows.js';

/** A row's time is that of its change, which others see a little later. */
const OVERLAP_MS = 60_000;
/** Prices of price lists begin and end by the clock, without a change of a row. */
const WHOLE_MS = 24 * 3_600_000;

/** What has been sent, in the metadata of the store. */
interface Sent {
  /** All changes before this moment. */
  until: string;
  /** When the whole catalogue was sent last. */
  whole: string;
}

/**
 * Sends what has changed since the last time: all of it, the first time. The moment moves only after everything was taken, so that
 * nothing is lost while STARS is away. Errors: `StarsError`; then the next run sends the same.
 */
export default async function sendChanges(container: Container): Promise<void> {
  const stores = container.resolve<Stores>('store');
  const now = Date.now();
  const [store] = await stores.listStores({}, { relations: ['supported_currencies'] });
  const sent = store!.metadata?.['stars'] as Sent | undefined;
  const isWhole = !sent || now - Date.parse(sent.whole) > WHOLE_MS;
  const changed = { updated_at: { $gte: new Date(sent ? Date.parse(sent.until) - OVERLAP_MS : 0) } };
  await sendProducts(container, await changedIds(container, PRODUCT_SOURCES, isWhole ? {} : changed));
  if (!isWhole) await sendOffers(container, await changedIds(container, OFFER_SOURCES, changed));
  await sendOrders(container, await changedIds(container, ORDER_SOURCES, changed));
  const until = new Date(now).toISOString();
  const stars: Sent = { until, whole: isWhole ? until : sent.whole };
  // As it is now: somebody may have changed it meanwhile.
  const [later] = await stores.listStores({}, { relations: [] });
  await stores.updateStores(store!.id, { metadata: { ...later!.metadata, stars } });
}

export const config = { name: 'stars-send-changes', schedule: '* * * * *' };

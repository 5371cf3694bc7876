import type { StarsError } from '@stars/client';
import { catalogItemOf, offerOf, PRODUCT_FIELDS } from './catalog-item.js';
import { type Container, type Logger, type Order, type Product, pricesIn, type Query, type Stores } from './medusa.js';
import { ORDER_FIELDS, orderEvents } from './order-events.js';
import { sendAll } from './send-all.js';
import { stars } from './stars.js';

/** Rows of the shop's database that are read at once. */
const MOST_ROWS = 200;

/** Sends products as they are now: those that are sold as items, others as deleted. Errors: `StarsError`. */
export async function sendProducts(container: Container, ids: readonly string[]): Promise<void> {
  const onRefused = logRefused(container);
  for await (const { products, gone } of productsOf(container, ids)) {
    await sendAll(products.map(catalogItemOf), (items) => stars().upsertItems({ items }), onRefused);
    await sendAll(gone, (items) => stars().deleteItems({ items }), onRefused);
  }
}

/** Sends prices and stock of products as they are now, which is less work for STARS than the whole item. Errors: `StarsError`. */
export async function sendOffers(container: Container, ids: readonly string[]): Promise<void> {
  for await (const { products } of productsOf(container, ids)) {
    await sendAll(products.map(offerOf), (items) => stars().patchItems({ items }), logRefused(container));
  }
}

/** Sends the purchases and refunds of orders. Errors: `StarsError`. */
export async function sendOrders(container: Container, ids: readonly string[]): Promise<void> {
  for await (const { rows: orders } of rowsOf<Order>(container, { entity: 'order', fields: ORDER_FIELDS }, ids)) {
    const interactions = orders.flatMap(orderEvents);
    await sendAll(interactions, (batch) => stars().track({ interactions: batch }), logRefused(container));
  }
}

interface Read {
  /** Those that customers can find. */
  products: Product[];
  /** All others: drafts, and what was deleted. */
  gone: { item_id: string }[];
}

async function* productsOf(container: Container, ids: readonly string[]): AsyncGenerator<Read> {
  const [store] = await container.resolve<Stores>('store').listStores({}, { relations: ['supported_currencies'] });
  const currency_code = store!.supported_currencies.find(({ is_default }) => is_default)?.currency_code ?? '';
  const read = { entity: 'product', fields: PRODUCT_FIELDS, context: pricesIn({ currency_code }) };
  for await (const { rows, asked } of rowsOf<Product>(container, read, ids)) {
    const products = rows.filter(({ status }) => status === 'published');
    const sold = new Set(products.map(({ id }) => id));
    yield { products, gone: asked.filter((id) => !sold.has(id)).map((item_id) => ({ item_id })) };
  }
}

async function* rowsOf<Row>(container: Container, read: Parameters<Query['graph']>[0], ids: readonly string[]) {
  for (let at = 0; at < ids.length; at += MOST_ROWS) {
    const asked = ids.slice(at, at + MOST_ROWS);
    const { data: rows } = await container.resolve<Query>('query').graph<Row>({ ...read, filters: { id: asked } });
    yield { rows, asked };
  }
}

const logRefused = (container: Container) => (element: object, error: StarsError) =>
  container
    .resolve<Logger>('logger')
    .warn(`STARS refuses ${JSON.stringify(element).slice(0, 200)}: ${error.message} (${error.field})`);

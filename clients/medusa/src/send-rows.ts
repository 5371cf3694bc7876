import type { StarsError } from '@stars/client';
import { catalogItemOf, isSold, offerOf, PRODUCT_FIELDS } from './catalog-item.js';
import { type Container, type Logger, type Order, type Product, pricesIn, type Query, type Stores } from './medusa.js';
import { ORDER_FIELDS, orderEvents } from './order-events.js';
import { sendAll } from './send-all.js';
import { stars } from './stars.js';

/** Rows of the shop's database that are read at once. */
const MOST_ROWS = 200;

/** Sends products as they are now: those that are sold as items, others as deleted. Errors: `StarsError`. */
export async function sendProducts(container: Container, ids: readonly string[]): Promise<void> {
  const onRefused = logRefused(container);
  for await (const products of productsOf(container, ids)) {
    const items = products.filter(isSold).map(catalogItemOf);
    await sendAll(items, (batch) => stars().upsertItems({ items: batch }), onRefused);
    const gone = products.filter((product) => !isSold(product)).map(({ id: item_id }) => ({ item_id }));
    await sendAll(gone, (batch) => stars().deleteItems({ items: batch }), onRefused);
  }
}

/** Sends prices and stock of products as they are now, which is less work for STARS than the whole item. Errors: `StarsError`. */
export async function sendOffers(container: Container, ids: readonly string[]): Promise<void> {
  for await (const products of productsOf(container, ids)) {
    const patches = products.filter(isSold).map(offerOf);
    await sendAll(patches, (batch) => stars().patchItems({ items: batch }), logRefused(container));
  }
}

/** Sends the purchases and refunds of orders. Errors: `StarsError`. */
export async function sendOrders(container: Container, ids: readonly string[]): Promise<void> {
  for await (const orders of rowsOf<Order>(container, { entity: 'order', fields: ORDER_FIELDS }, ids)) {
    const interactions = orders.flatMap(orderEvents);
    await sendAll(interactions, (batch) => stars().track({ interactions: batch }), logRefused(container));
  }
}

async function* productsOf(container: Container, ids: readonly string[]): AsyncGenerator<Product[]> {
  const [store] = await container.resolve<Stores>('store').listStores({}, { relations: ['supported_currencies'] });
  const currency_code = store!.supported_currencies.find(({ is_default }) => is_default)?.currency_code ?? '';
  const context = pricesIn({ currency_code });
  yield* rowsOf<Product>(container, { entity: 'product', fields: PRODUCT_FIELDS, withDeleted: true, context }, ids);
}

async function* rowsOf<Row>(container: Container, read: Parameters<Query['graph']>[0], ids: readonly string[]) {
  for (let at = 0; at < ids.length; at += MOST_ROWS) {
    const filters = { id: ids.slice(at, at + MOST_ROWS) };
    yield (await container.resolve<Query>('query').graph<Row>({ ...read, filters })).data;
  }
}

const logRefused = (container: Container) => (element: object, error: StarsError) =>
  container
    .resolve<Logger>('logger')
    .warn(`STARS refuses ${JSON.stringify(element).slice(0, 200)}: ${error.message} (${error.field})`);

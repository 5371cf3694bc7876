// Fills an empty Medusa with a small shop: products with prices and stock, customers, and orders of the past.
// npx medusa exec ./src/scripts/seed.js FOLDER, where FOLDER has items.jsonl and events.jsonl, such as `examples/shop` of STARS.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const flows = require('@medusajs/medusa/core-flows');

const CURRENCY = 'eur';
const COUNTRY = 'de';
const STOCK = 1000;

/** How many orders are written at once. */
const BATCH = 100;

const run = async (workflow, container, input) => (await workflow(container).run({ input })).result;

/** Region, sales channel, key of the pages, and the place where all stock is. */
async function makeShop(container) {
  const [region] = await run(flows.createRegionsWorkflow, container, {
    regions: [
      { name: 'Germany', currency_code: CURRENCY, countries: [COUNTRY], payment_providers: ['pp_system_default'] },
    ],
  });
  const [channel] = await run(flows.createSalesChannelsWorkflow, container, { salesChannelsData: [{ name: 'Web' }] });
  const [key] = await run(flows.createApiKeysWorkflow, container, {
    api_keys: [{ title: 'pages', type: 'publishable', created_by: '' }],
  });
  await run(flows.linkSalesChannelsToApiKeyWorkflow, container, { id: key.id, add: [channel.id] });
  const [store] = await container.resolve('store').listStores();
  await run(flows.updateStoresWorkflow, container, {
    selector: { id: store.id },
    update: {
      supported_currencies: [{ currency_code: CURRENCY, is_default: true }],
      default_sales_channel_id: channel.id,
    },
  });
  const [place] = await run(flows.createStockLocationsWorkflow, container, { locations: [{ name: 'Warehouse' }] });
  await run(flows.linkSalesChannelsToStockLocationWorkflow, container, { id: place.id, add: [channel.id] });
  return { region, channel, key, place };
}

/** The products by the item's id. Each has one variant, in stock. */
async function makeProducts(container, items, { channel, place }) {
  const leaves = [...new Set(items.map(({ category }) => category.at(-1)))];
  const categories = await run(flows.createProductCategoriesWorkflow, container, {
    product_categories: leaves.map((name) => ({ name, is_active: true })),
  });
  const stocked = await run(flows.createInventoryItemsWorkflow, container, {
    items: items.map(({ item_id }) => ({ sku: item_id, requires_shipping: false })),
  });
  await run(flows.createInventoryLevelsWorkflow, container, {
    inventory_levels: stocked.map(({ id }) => ({
      ...{ inventory_item_id: id, location_id: place.id, stocked_quantity: STOCK },
    })),
  });
  const products = await run(flows.createProductsWorkflow, container, {
    products: items.map((item, at) => ({
      ...{ title: item.title, description: item.description, handle: item.item_id, status: 'published' },
      category_ids: [categories[leaves.indexOf(item.category.at(-1))].id],
      options: [{ title: 'Size', values: [item.attributes.size] }],
      sales_channels: [{ id: channel.id }],
      variants: [
        {
          ...{ title: item.attributes.size, sku: item.item_id, options: { Size: item.attributes.size } },
          prices: [{ amount: item.price, currency_code: CURRENCY }],
          inventory_items: [{ inventory_item_id: stocked[at].id }],
        },
      ],
    })),
  });
  return new Map(products.map((product) => [product.handle, product]));
}

/** Orders of the past: what a user bought at one time. The last one is of now. */
async function makeOrders(container, { items, events }, products, { region, channel }) {
  const prices = new Map(items.map(({ item_id, price }) => [item_id, price]));
  const purchases = events.filter(({ type }) => type === 'purchase');
  const shift = Date.now() - Math.max(...purchases.map(({ time }) => Date.parse(time)));
  const users = [...new Set(purchases.map(({ user_id }) => user_id))];
  const customers = await container
    .resolve('customer')
    .createCustomers(users.map((user) => ({ email: `${user}@shop.example`, has_account: true })));
  const baskets = Map.groupBy(purchases, ({ user_id, time }) => `${user_id} ${time}`);
  const orders = [...baskets.values()].map((basket) => {
    const { user_id, time } = basket[0];
    const { id, email } = customers[users.indexOf(user_id)];
    return {
      ...{ region_id: region.id, sales_channel_id: channel.id, currency_code: CURRENCY, customer_id: id, email },
      created_at: new Date(Date.parse(time) + shift),
      items: basket.map(({ item_id, quantity }) => {
        const { id: product_id, title, variants } = products.get(item_id);
        const line = { title, product_id, variant_id: variants[0].id, quantity: quantity || 1 };
        return { ...line, unit_price: prices.get(item_id) };
      }),
    };
  });
  for (let at = 0; at < orders.length; at += BATCH) {
    await container.resolve('order').createOrders(orders.slice(at, at + BATCH));
  }
  return orders.length;
}

module.exports.default = async function seed({ container, args }) {
  const read = (name) =>
    readFileSync(join(args[0], name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const past = { items: read('items.jsonl'), events: read('events.jsonl') };
  const shop = await makeShop(container);
  const products = await makeProducts(container, past.items, shop);
  const orders = await makeOrders(container, past, products, shop);
  console.log(JSON.stringify({ publishableKey: shop.key.token, region: shop.region.id, orders }));
};

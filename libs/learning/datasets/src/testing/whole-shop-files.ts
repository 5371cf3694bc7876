import type { CatalogItem } from '@stars/contracts';
import { csv, type ShopFiles } from './small-shop-files.js';
import { refundedOrders, type WholeShop, type WholeShopEvent } from './whole-shop.js';

const iso = (time: number): string => new Date(time).toISOString();
const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** In the import format, with a row of events without a user, and prices without a currency. */
export const wholeShopCsv = ({ items, events }: WholeShop): ShopFiles => ({
  items: csv(
    ['item_id', 'title', 'brand', 'category', 'price'],
    items.map(({ itemId, title, brand, category, price }) => [itemId, title, brand, JSON.stringify(category), price!]),
  ),
  events: csv(
    ['user_id', 'item_id', 'type', 'time', 'order_id'],
    [
      ...events.flatMap(({ user, items, type, time, order = '' }) =>
        items.map(({ itemId }) => [user, itemId, type, iso(time), order]),
      ),
      ['', items[0]!.itemId, 'view', iso(0), ''],
    ],
  ),
});

/** As Google Merchant Center takes the products. */
export function googleFeed({ items }: WholeShop): string {
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('>', '&gt;');
  const products = items.map(
    ({ itemId, title, description, brand, category, price }) => `<item>
  <g:id>${itemId}</g:id><title>${escaped(title)}</title><description><![CDATA[<p>${description}</p>]]></description>
  <link>https://shop.example/${itemId}</link><g:image_link>https://shop.example/${itemId}.jpg</g:image_link>
  <g:additional_image_link>https://shop.example/2.jpg</g:additional_image_link>
  <g:additional_image_link>https://shop.example/3.jpg</g:additional_image_link>
  <g:price>${price!.toFixed(2)} EUR</g:price><g:availability>in_stock</g:availability><g:brand>${escaped(brand)}</g:brand>
  <g:product_type>${escaped(category.join(' > '))}</g:product_type>
  <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title><link>https://shop.example</link>
${products.join('\n')}
</channel></rss>
`;
}

const GA4_NAMES = {
  view: 'view_item',
  add_to_cart: 'add_to_cart',
  purchase: 'purchase',
  refund: 'refund',
  dislike: 'dislike',
};

/**
 * As BigQuery exports Google Analytics 4: a refund names its order alone, each visit begins with an event of no product, and one event
 * has nobody.
 */
export function ga4Events({ items, events }: WholeShop): string {
  const record = (name: string, time: number, user: string | undefined, more: object = {}) => ({
    ...{
      event_date: iso(time).slice(0, 10).replaceAll('-', ''),
      event_timestamp: String(time * 1000),
      event_name: name,
    },
    event_params: [{ key: 'currency', value: { string_value: 'EUR' } }],
    ...(user && { user_id: user, user_pseudo_id: `${user}'s phone` }),
    items: [],
    ...more,
  });
  const product = ({ itemId, title, brand, category, price }: CatalogItem) => ({
    ...{ item_id: itemId, item_name: title, item_brand: brand, item_variant: '(not set)', price, quantity: '1' },
    ...{
      item_category: category[0],
      item_category2: category[1],
      item_category3: category[2],
      item_category4: '(not set)',
    },
  });
  const records = events.flatMap((event) => {
    const { user, type, time, order } = event;
    const ecommerce = order === undefined ? {} : { ecommerce: { transaction_id: order } };
    const products = type === 'refund' ? {} : { items: event.items.map(product) };
    const happened = record(GA4_NAMES[type], time, user, { ...ecommerce, ...products });
    return order === undefined ? [happened] : [record('session_start', time, user), happened];
  });
  return jsonLines([...records, record('view_item', events[0]!.time, undefined, { items: [product(items[0]!)] })]);
}

/** Shopify's exports of products, with a line that adds an image to the first, and of orders, which have a line without a customer. */
export function shopifyFiles(shop: WholeShop): ShopFiles {
  const { items, events } = shop;
  const refunded = refundedOrders(shop);
  const products = items.map(({ itemId, title, brand, category, price }) => [
    ...[
      `handle-${itemId}`,
      title,
      brand,
      category.join(' > '),
      itemId,
      price!.toFixed(2),
      `https://shop.example/${itemId}.jpg`,
    ],
  ]);
  const orders = events
    .filter(({ type }) => type === 'purchase')
    .flatMap(({ order, user, items: lines, time }) =>
      lines.map(({ itemId, title, price }, n) => {
        const created = iso(time).replace('T', ' ').replace('.000Z', ' +0000');
        // Only the first line says what the order is.
        const head = n > 0 ? ['', '', '', ''] : [user, refunded.has(order) ? 'refunded' : 'paid', 'EUR', created];
        return [order!, ...head, 1, title, price!, itemId];
      }),
    );
  return {
    items: csv(
      ['Handle', 'Title', 'Vendor', 'Product Category', 'Variant SKU', 'Variant Price', 'Image Src'],
      [
        products[0]!,
        [`handle-${items[0]!.itemId}`, '', '', '', '', '', 'https://shop.example/2.jpg'],
        ...products.slice(1),
      ],
    ),
    events: csv(
      [
        ...['Name', 'Email', 'Financial Status', 'Currency', 'Created at'],
        ...['Lineitem quantity', 'Lineitem name', 'Lineitem price', 'Lineitem sku'],
      ],
      [...orders, ['#1', '', 'paid', 'EUR', '2024-01-01 00:00:00 +0000', 1, 'Gift', 1, items[0]!.itemId]],
    ),
  };
}

/** A call of `track` of Segment's library. */
export interface TrackCall {
  userId: string;
  event: string;
  timestamp: Date;
  properties: Record<string, unknown>;
}

const SEGMENT_NAMES = {
  ...{ view: 'Product Viewed', add_to_cart: 'Product Added', purchase: 'Order Completed', refund: 'Order Refunded' },
  dislike: 'Product Disliked',
};

/** What a shop with Segment's library calls while it happens. */
export const segmentCalls = ({ events }: WholeShop): TrackCall[] => events.map(segmentCall);

function segmentCall({ user, type, items, time, order }: WholeShopEvent): TrackCall {
  const products = items.map(({ itemId, title, brand, category, price }) => ({
    ...{ product_id: itemId, name: title, brand, category: category.join(' > '), price, quantity: 1 },
    ...{ image_url: `https://shop.example/${itemId}.jpg`, url: `https://shop.example/${itemId}` },
  }));
  const properties = order === undefined ? products[0]! : { order_id: order, currency: 'EUR', products };
  return { userId: user, event: SEGMENT_NAMES[type], timestamp: new Date(time), properties };
}

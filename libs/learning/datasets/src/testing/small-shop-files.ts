import { smallShopEvents } from './small-shop.js';
import { SMALL_SHOP_PRODUCTS } from './small-shop-products.js';

/** Contents of two files. */
export interface ShopFiles {
  items: string;
  events: string;
}

/** The small shop in the import format, as CSV. */
export const smallShopCsv = (): ShopFiles => ({
  items: csv(
    ['item_id', 'title', 'brand', 'category', 'price'],
    SMALL_SHOP_PRODUCTS.map(({ id, title, brand, category, price }) => [
      ...[id, title, brand],
      ...[JSON.stringify(category), price],
    ]),
  ),
  events: csv(
    ['user_id', 'item_id', 'type', 'time', 'session_id'],
    smallShopEvents().map(({ user, item, type, time, session }) => [
      ...[user, item, type],
      ...[new Date(time).toISOString(), session],
    ]),
  ),
});

export interface AnalyticsExport {
  /** What the export calls each kind. Absent: a view is `product_view`, which is none of GA4's own names. */
  names?: Readonly<Partial<Record<'view' | 'add_to_cart' | 'purchase', string>>>;
  /** `user_id` only in sessions with an addition to the cart, as if one signs in at the cart. `user_pseudo_id` is always there. */
  anonymous?: boolean;
}

/**
 * The small shop as a web analytics tool and a shop's back office export it: events with GA4's columns, one row an item, time in
 * microseconds; products with categories as `Food > Coffee > Beans`, prices as `€ 3,50`, and columns that are no part of the
 * import format.
 */
export function smallShopExport({ names = {}, anonymous = false }: AnalyticsExport = {}): ShopFiles {
  const called = { view: 'product_view', add_to_cart: 'add_to_cart', purchase: 'purchase', ...names };
  const events = smallShopEvents();
  const withCart = new Set(events.filter(({ type }) => type !== 'view').map(({ session }) => session));
  const products = new Map(SMALL_SHOP_PRODUCTS.map((product) => [product.id, product]));
  const rows = events.map(({ user, item, type, time, session }, n) => {
    const { title, price } = products.get(item)!;
    const day = new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
    return [
      ...[day, String(time * 1000), called[type], `GA1.1.${1_000_000 + Number(user.slice(-3)) * 7919}`],
      ...[anonymous && !withCart.has(session) ? '' : user, session],
      ...[type === 'purchase' ? `T-${n}` : '', item, title, price, 1, 'EUR'],
    ];
  });
  return {
    items: csv(
      ['sku', 'name', 'brand', 'category', 'price', 'colour', 'stock_berlin', 'stock_hamburg', 'image_url'],
      SMALL_SHOP_PRODUCTS.map(({ id, title, brand, category, price, colour }, n) => [
        ...[id, title, brand, category.join(' > '), `€ ${price.toFixed(2).replace('.', ',')}`, colour],
        ...[n % 7, n % 4 === 0 ? 0 : 12, `https://shop.example/images/${n + 1}.jpg`],
      ]),
    ),
    events: csv(
      [
        ...['event_date', 'event_timestamp', 'event_name', 'user_pseudo_id', 'user_id', 'ga_session_id'],
        ...['transaction_id', 'item_id', 'item_name', 'price', 'quantity', 'currency'],
      ],
      rows,
    ),
  };
}

/** A table as CSV, with a header. */
export const csv = (columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');

/** RFC 4180. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

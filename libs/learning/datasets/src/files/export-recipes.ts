import { analyticsItem, measurementSubject, segmentRows } from '@stars/contracts';
import type { RowKindName } from './row-kind.js';
import { isObject, type RawSource } from './source-row.js';

type Row = Readonly<Record<string, unknown>>;

/** How a tool writes events or items whose rows are not one row of the import format each. */
export interface ExportRecipe {
  kind: RowKindName;
  /** What it is, in words. */
  name: string;
  /** Whether a file with these columns and first rows is of this tool. */
  fits(source: Pick<RawSource, 'columns' | 'sample'>): boolean;
  /** Columns that its rows get, beside those of the file if `flat`. */
  gives: readonly string[];
  flat?: boolean;
  /** Columns of a nested file that rows are made of. */
  reads?: readonly string[];
  /** Whether each row is a purchase: the tool exports orders. */
  orders?: boolean;
  /** Whether its variants are items if nobody says it, because the tool's orders name them. */
  variants?: 'several';
  /** Begins a file: what makes rows of one of its rows, in the order of the file. */
  begin(): (record: Row) => Record<string, unknown>[];
}

const GIVEN_OF_EVENTS = ['user_id', 'time', 'order_id', 'item_id', 'quantity'];
const GIVEN_OF_ITEMS = ['item_name', 'item_brand', 'item_price', 'currency'];
const GIVEN_OF_SUBJECTS = ['category', 'query'];

/**
 * Events of Google Analytics 4 as BigQuery exports them: parameters are a list of names and values, and the products of
 * an event are a list of their own. An event without a product stays one row without an item.
 */
const GA4: ExportRecipe = {
  kind: 'events',
  name: 'a BigQuery export of Google Analytics 4',
  fits: ({ columns }) =>
    columns.includes('event_name') && (columns.includes('event_params') || columns.includes('items')),
  gives: [
    ...[...GIVEN_OF_EVENTS, ...GIVEN_OF_SUBJECTS, 'type', 'anonymous_id', 'session_id'],
    ...[...GIVEN_OF_ITEMS, 'item_category'],
  ],
  reads: ['event_name', 'event_timestamp', 'user_id', 'user_pseudo_id', 'event_params', 'items', 'ecommerce'],
  begin: () => (record) => {
    const params = new Map(objects(record['event_params']).map(({ key, value }) => [key, filledValue(value)]));
    const device = record['user_pseudo_id'];
    const session = params.get('ga_session_id');
    const event = {
      type: record['event_name'],
      time: record['event_timestamp'],
      user_id: record['user_id'],
      anonymous_id: device,
      // Analytics counts sessions by user.
      session_id: session === undefined ? undefined : `${String(device ?? '')}.${String(session)}`,
      order_id: set(object(record['ecommerce'])['transaction_id']) ?? set(params.get('transaction_id')),
      currency: params.get('currency'),
    };
    const items = objects(record['items']);
    const subject = measurementSubject(event.type, items, Object.fromEntries(params));
    if (subject) return [{ ...event, ...subject }];
    if (items.length === 0) return [event];
    return items.map((item) => ({ ...event, ...analyticsItem(item) }));
  },
};

/** What Analytics writes for "nothing". */
const set = (value: unknown): unknown => (value === '(not set)' || value === '' || value === null ? undefined : value);

/** The one value of a parameter that is filled. */
const filledValue = (value: unknown): unknown =>
  isObject(value) ? Object.values(value).find((each) => each !== null && each !== undefined) : value;

/** Calls of Segment: a `track` has its product, or a list of them, in `properties`. An `identify` joins two ids of a person. */
const SEGMENT: ExportRecipe = {
  kind: 'events',
  name: 'calls of Segment',
  fits: ({ columns }) =>
    (columns.includes('anonymousId') || columns.includes('userId')) &&
    (columns.includes('properties') || columns.includes('traits')),
  gives: [
    ...[...GIVEN_OF_EVENTS, ...GIVEN_OF_SUBJECTS, 'type', 'anonymous_id', 'event_id', 'variant_id', 'value'],
    ...[...GIVEN_OF_ITEMS, 'item_category', 'item_image', 'item_link'],
  ],
  reads: [
    ...['event', 'type', 'timestamp', 'originalTimestamp', 'sentAt', 'receivedAt', 'userId', 'anonymousId'],
    ...['messageId', 'properties'],
  ],
  begin: () => segmentRows,
};

/** Orders with their lines in a list, as the APIs of Shopify, WooCommerce (`line_items`) and Magento (`items`) give them. */
const ORDERS: ExportRecipe = {
  kind: 'events',
  name: 'orders with a list of their lines',
  orders: true,
  fits: ({ columns, sample }) =>
    sample.some((row) => linesOf(row).length > 0) &&
    ['created_at', 'date_created', 'date_created_gmt'].some((column) => columns.includes(column)),
  gives: [...GIVEN_OF_EVENTS, 'variant_id', 'status', 'cancelled_at', ...GIVEN_OF_ITEMS],
  reads: [
    ...['line_items', 'items', 'billing', 'customer', 'customer_id', 'customer_email', 'email', 'id', 'increment_id'],
    ...['number', 'created_at', 'date_created', 'date_created_gmt', 'status', 'financial_status', 'cancelled_at'],
    ...['currency', 'order_currency_code'],
  ],
  begin: () => (record) => {
    const { id, increment_id, number, created_at, date_created } = record;
    const isMagento = increment_id !== undefined;
    const email = record['customer_email'] ?? record['email'] ?? object(record['billing'])['email'];
    // WooCommerce numbers guests 0.
    const customer = (record['customer_id'] ?? object(record['customer'])['id']) || email;
    const order = {
      user_id: customer,
      time: utc(record['date_created_gmt']) ?? (isMagento ? utc(created_at) : undefined) ?? created_at ?? date_created,
      order_id: increment_id ?? id ?? number,
      status: record['financial_status'] ?? record['status'],
      cancelled_at: record['cancelled_at'],
      currency: record['currency'] ?? record['order_currency_code'],
    };
    return linesOf(record).map(({ product_id, sku, variant_id, variation_id, quantity, qty_ordered, ...line }) => ({
      ...order,
      ...{ item_name: line['name'] ?? line['title'], item_brand: line['vendor'], item_price: line['price'] },
      // Magento's export of products has no other id than the SKU.
      item_id: isMagento ? sku : (product_id ?? sku),
      variant_id: variant_id ?? variation_id ?? sku,
      quantity: quantity ?? qty_ordered,
    }));
  },
};

/** Magento and WooCommerce write UTC without saying so. */
const utc = (time: unknown): unknown => (typeof time === 'string' && /\d$/.test(time) ? `${time}Z` : undefined);

function linesOf(order: Row): Record<string, unknown>[] {
  const lines = objects(order['line_items'] ?? order['items']).filter((line) => 'sku' in line || 'product_id' in line);
  // Magento has a line for the product and one for the variant that was chosen, both with the variant's SKU.
  const isVariantOf = (line: Row, { item_id, sku }: Row): boolean =>
    line['parent_item_id'] === item_id && line['sku'] === sku;
  return lines.filter((line) => !line['parent_item_id'] || !lines.some((parent) => isVariantOf(line, parent)));
}

/** What only the first line of an order says. */
const OF_ORDER = ['Email', 'Phone', 'Customer ID', 'Financial Status', 'Cancelled at', 'Created at', 'Currency'];

/** Shopify's export of orders: a line for each product, and the order itself only on the first of its lines. */
const SHOPIFY_ORDERS: ExportRecipe = {
  kind: 'events',
  name: 'an export of orders from Shopify',
  orders: true,
  flat: true,
  fits: ({ columns }) => columns.includes('Lineitem quantity') && columns.includes('Name'),
  gives: ['user_id', 'order_id'],
  begin: () => {
    let order: Row = {};
    return (record) => {
      if (record['Name'] !== order['Name']) order = record;
      const line: Record<string, unknown> = { ...record, order_id: record['Name'] };
      for (const column of OF_ORDER) line[column] ??= order[column];
      // The export has no customer's id, and guests of the till may leave only a telephone number.
      line['user_id'] = line['Customer ID'] ?? line['Email'] ?? line['Phone'];
      return [line];
    };
  },
};

/** What each line of a product says for itself. */
const OF_VARIANT = /^(Variant |Option\d Value|Image )/;

/** Shopify's export of products: a line for each variant, and the product itself only on the first of its lines. */
const SHOPIFY_PRODUCTS: ExportRecipe = {
  kind: 'items',
  name: 'an export of products from Shopify',
  flat: true,
  fits: ({ columns }) => columns.includes('Handle') && columns.includes('Variant SKU'),
  gives: [],
  variants: 'several',
  begin: () => {
    let product: Row = {};
    return (record) => {
      if (record['Handle'] !== product['Handle']) product = record;
      // A line that only adds an image.
      else if (record['Variant SKU'] === undefined && record['Option1 Value'] === undefined) return [];
      const common = Object.entries(product).filter(([column]) => !OF_VARIANT.test(column));
      return [{ ...Object.fromEntries(common), ...record }];
    };
  },
};

/** WooCommerce's export of products: variations are lines of their own that name their product by id or SKU. */
const WOOCOMMERCE_PRODUCTS: ExportRecipe = {
  kind: 'items',
  name: 'an export of products from WooCommerce',
  flat: true,
  fits: ({ columns }) => ['ID', 'Type', 'SKU', 'Visibility in catalog'].every((column) => columns.includes(column)),
  gives: ['item_id', 'variant_id'],
  begin: () => {
    const idOfSku = new Map<unknown, unknown>();
    return (record) => {
      const { ID: id, SKU: sku, Parent: parent } = record;
      if (sku !== undefined) idOfSku.set(sku, id);
      const product = typeof parent === 'string' ? (/^id:(\d+)$/.exec(parent)?.[1] ?? idOfSku.get(parent)) : id;
      return [{ ...record, item_id: product ?? parent, variant_id: id }];
    };
  },
};

const RECIPES = [GA4, SEGMENT, SHOPIFY_ORDERS, ORDERS, SHOPIFY_PRODUCTS, WOOCOMMERCE_PRODUCTS];

/** How to read the export of a tool; undefined if rows are of the import format, each for itself. */
export const recipeFor = (kind: RowKindName, source: Pick<RawSource, 'columns' | 'sample'>): ExportRecipe | undefined =>
  RECIPES.find((recipe) => recipe.kind === kind && recipe.fits(source));

const object = (value: unknown): Row => (isObject(value) ? value : {});
const objects = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : []);

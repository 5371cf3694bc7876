import { isObject } from '../source-row.js';
import type { FileShape } from './file-shape.js';

/** Orders with their lines in a list, as the APIs of Shopify, WooCommerce (`line_items`) and Magento (`items`) give them. */
export const ORDER_LINES: FileShape = {
  kind: 'events',
  name: 'orders with a list of their lines',
  fits: ({ columns, sample }) =>
    sample.some((row) => linesOf(row).length > 0) &&
    ['created_at', 'date_created', 'date_created_gmt'].some((column) => columns.includes(column)),
  columns: [
    'customer_id',
    'created_at',
    'order_id',
    'product_id',
    'sku',
    'variant_id',
    'quantity',
    'status',
    'cancelled_at',
  ],
  eventType: 'purchase',
  unfolds: [
    'line_items',
    'items',
    'billing',
    'customer',
    'customer_email',
    'email',
    'id',
    'increment_id',
    'number',
    'date_created',
    'date_created_gmt',
    'financial_status',
  ],
  begin: () => (record) => {
    const { billing, customer, id, increment_id, number } = record;
    const email = record['customer_email'] ?? record['email'] ?? (isObject(billing) ? billing['email'] : undefined);
    const given = record['customer_id'] ?? (isObject(customer) ? customer['id'] : undefined);
    const order = {
      // WooCommerce numbers guests 0.
      customer_id: given === undefined || given === null || given === 0 ? email : given,
      created_at: utc(record['date_created_gmt']) ?? createdAt(record) ?? record['date_created'],
      order_id: increment_id ?? id ?? number,
      status: record['financial_status'] ?? record['status'],
      cancelled_at: record['cancelled_at'],
    };
    return linesOf(record).map((line) => ({
      ...order,
      // Magento's export of products has no other id than the SKU.
      product_id: increment_id === undefined ? (line['product_id'] ?? line['sku']) : line['sku'],
      sku: line['sku'],
      variant_id: line['variant_id'] ?? line['variation_id'] ?? line['sku'],
      quantity: line['quantity'] ?? line['qty_ordered'],
    }));
  },
};

/** Magento's orders have an `increment_id`. */
const createdAt = ({ created_at, increment_id }: Readonly<Record<string, unknown>>): unknown =>
  (increment_id === undefined ? undefined : utc(created_at)) ?? created_at;

/** Magento and WooCommerce write UTC without saying so. */
const utc = (time: unknown): unknown => (typeof time === 'string' && /\d$/.test(time) ? `${time}Z` : undefined);

function linesOf(order: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const lines = order['line_items'] ?? order['items'];
  if (!Array.isArray(lines)) return [];
  const products = lines.filter(isObject).filter((line) => 'sku' in line || 'product_id' in line);
  // Magento has a line for the product and one for the variant that was chosen, both with the variant's SKU.
  const isVariantOf = (line: Record<string, unknown>, { item_id, sku }: Record<string, unknown>): boolean =>
    line['parent_item_id'] === item_id && line['sku'] === sku;
  return products.filter((line) => !line['parent_item_id'] || !products.some((parent) => isVariantOf(line, parent)));
}

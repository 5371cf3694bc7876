import type { FileShape } from './file-shape.js';

/** What only the first line of an order says. */
const OF_ORDER = ['Email', 'Phone', 'Customer ID', 'Financial Status', 'Cancelled at', 'Created at'] as const;

/** Shopify's export of orders: a line for each product, and the order itself only on the first of its lines. */
export const SHOPIFY_LINES: FileShape = {
  kind: 'events',
  name: 'an export of orders from Shopify',
  fits: ({ columns }) => columns.includes('Lineitem quantity') && columns.includes('Name'),
  columns: ['customer_id', 'order_id', 'Lineitem sku', 'Lineitem quantity'],
  eventType: 'purchase',
  begin: () => {
    let order: Readonly<Record<string, unknown>> = {};
    return (record) => {
      if (record['Name'] !== order['Name']) order = record;
      const line: Record<string, unknown> = { ...record, order_id: record['Name'] };
      for (const column of OF_ORDER) line[column] ??= order[column];
      // The export has no customer's id, and guests of the till may leave only a telephone number.
      line['customer_id'] = line['Customer ID'] ?? line['Email'] ?? line['Phone'];
      return [line];
    };
  },
};

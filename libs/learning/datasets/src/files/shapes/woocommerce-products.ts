import type { FileShape } from './file-shape.js';

/** WooCommerce's export of products: variations are lines of their own that name their product by id or SKU. */
export const WOOCOMMERCE_PRODUCTS: FileShape = {
  kind: 'items',
  name: 'an export of products from WooCommerce',
  fits: ({ columns }) => ['ID', 'Type', 'SKU', 'Visibility in catalog'].every((column) => columns.includes(column)),
  columns: ['product_id', 'variant_id'],
  begin: () => {
    const idOfSku = new Map<unknown, unknown>();
    return (record) => {
      const { ID: id, SKU: sku, Parent: parent } = record;
      if (sku !== undefined) idOfSku.set(sku, id);
      const product = typeof parent === 'string' ? (/^id:(\d+)$/.exec(parent)?.[1] ?? idOfSku.get(parent)) : id;
      return [{ ...record, product_id: product ?? parent, variant_id: id }];
    };
  },
};

import type { FileShape } from './file-shape.js';

/** What each line of a product says for itself. */
const OF_VARIANT = /^(Variant |Option\d Value|Image )/;

/** Shopify's export of products: a line for each variant, and the product itself only on the first of its lines. */
export const SHOPIFY_PRODUCTS: FileShape = {
  kind: 'items',
  name: 'an export of products from Shopify',
  fits: ({ columns }) => columns.includes('Handle') && columns.includes('Variant SKU'),
  columns: ['Handle', 'Variant SKU'],
  variants: 'several',
  begin: () => {
    let product: Readonly<Record<string, unknown>> = {};
    return (record) => {
      if (record['Handle'] !== product['Handle']) product = record;
      // A line that only adds an image.
      else if (record['Variant SKU'] === undefined && record['Option1 Value'] === undefined) return [];
      const common = Object.entries(product).filter(([column]) => !OF_VARIANT.test(column));
      return [{ ...Object.fromEntries(common), ...record }];
    };
  },
};

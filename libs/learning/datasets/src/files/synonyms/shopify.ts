import type { SourceSynonyms } from './source-synonyms.js';

/** Shopify's exports of orders and of products; `shapes/order-lines.ts` gives each line its order's customer. */
export const SHOPIFY: SourceSynonyms = {
  columns: {
    events: {
      user_id: ['customerid', 'email'],
      item_id: ['lineitemsku'],
      time: ['createdat'],
      quantity: ['lineitemquantity'],
      status: ['financialstatus'],
    },
    items: {
      item_id: ['handle'],
      variant_id: ['variantsku'],
      description: ['bodyhtml'],
      brand: ['vendor'],
      category: ['productcategory', 'type'],
      price: ['variantprice'],
    },
  },
};

import type { SourceSynonyms } from './source-synonyms.js';

/** Magento (Adobe Commerce): its export of products, and the lines of its orders. */
export const MAGENTO: SourceSynonyms = {
  columns: {
    events: {
      user_id: ['customeremail'],
      order_id: ['incrementid'],
      quantity: ['qtyordered'],
      time: ['createdat'],
    },
    items: { description: ['shortdescription'], category: ['categories'] },
  },
};

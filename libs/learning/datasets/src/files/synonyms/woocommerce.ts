import type { SourceSynonyms } from './source-synonyms.js';

/** WooCommerce: its export of products, and the lines of orders as its REST API and usual plug-ins name them. */
export const WOOCOMMERCE: SourceSynonyms = {
  columns: {
    events: {
      user_id: ['customeremail', 'billingemail', 'emailbilling'],
      time: ['datecreatedgmt', 'datecreated', 'orderdate'],
      status: ['orderstatus'],
    },
    items: { description: ['shortdescription'], price: ['regularprice', 'saleprice'] },
  },
};

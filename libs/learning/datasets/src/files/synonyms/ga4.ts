import type { SourceSynonyms } from './source-synonyms.js';

/** Google Analytics 4, as its BigQuery export names things; `shapes/ga4-rows.ts` unfolds its nested rows. */
export const GA4: SourceSynonyms = {
  columns: {
    events: {
      anonymous_id: ['userpseudoid'],
      type: ['eventname'],
      session_id: ['gasessionid'],
    },
    items: { title: ['itemname'], brand: ['itembrand'], category: ['itemcategory'] },
  },
  types: {
    view: ['viewitem', 'selectitem'],
    add_to_cart: ['addtocart'],
    purchase: ['purchase', 'inapppurchase', 'ecommercepurchase'],
    refund: ['refund'],
    none: [
      ...['sessionstart', 'firstvisit', 'firstopen', 'userengagement', 'scroll', 'viewsearchresults', 'generatelead'],
      ...['viewitemlist', 'viewcart', 'begincheckout', 'addshippinginfo', 'addpaymentinfo', 'addtowishlist'],
      ...['viewpromotion', 'selectpromotion', 'filedownload', 'formstart', 'formsubmit', 'selectcontent', 'screenview'],
      ...['videostart', 'videoprogress', 'videocomplete'],
    ],
  },
};

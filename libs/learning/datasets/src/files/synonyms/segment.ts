import type { SourceSynonyms } from './source-synonyms.js';

/** Segment's e-commerce specification, which RudderStack and PostHog share; `shapes/segment-rows.ts` unfolds `properties`. */
export const SEGMENT: SourceSynonyms = {
  columns: {
    events: {
      anonymous_id: ['anonymousid'],
      time: ['originaltimestamp', 'sentat', 'receivedat'],
      event_id: ['messageid'],
    },
  },
  types: {
    view: ['productviewed', 'productclicked'],
    add_to_cart: ['productadded', 'wishlistproductaddedtocart'],
    purchase: ['ordercompleted'],
    refund: ['orderrefunded', 'ordercancelled', 'ordercanceled'],
    none: [
      ...['productssearched', 'productlistviewed', 'productlistfiltered', 'promotionviewed', 'promotionclicked'],
      ...['productremoved', 'cartviewed', 'checkoutstarted', 'checkoutstepviewed', 'checkoutstepcompleted'],
      ...['paymentinfoentered', 'orderupdated', 'couponentered', 'couponapplied', 'coupondenied', 'couponremoved'],
      ...['productaddedtowishlist', 'productremovedfromwishlist', 'productshared', 'cartshared', 'productreviewed'],
      ...['identify', 'page', 'screen', 'group', 'alias'],
    ],
  },
};

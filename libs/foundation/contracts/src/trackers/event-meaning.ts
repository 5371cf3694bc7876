import type { EventKind } from '../event-kinds.js';

/** What the name of an event of a shop or tracker means for us: one of the kinds, one that takes another back, or nothing that we learn from. */
export type EventMeaning = EventKind | 'refund' | 'remove_from_cart' | 'dislike' | 'none';

/** What shops and analytics call each kind of event, in lower case and without punctuation. */
const NAMES: Readonly<Record<EventMeaning, string>> = {
  view: `view views viewed click clicks pageview pv detail productview itemview ansicht viewitem selectitem productviewed
    productclicked`,
  add_to_cart: 'addtocart cart basket addtobasket addedtocart warenkorb productadded wishlistproductaddedtocart',
  purchase: `purchase purchased buy bought order transaction sale kauf bestellung inapppurchase ecommercepurchase
    ordercompleted`,
  refund: `refund refunded return returned cancelled canceled retoure storno orderrefunded ordercancelled ordercanceled`,
  remove_from_cart: 'removefromcart removedfromcart productremoved',
  dislike: 'dislike disliked notinterested notforme thumbsdown productdisliked',
  none: `search login logout signup share sessionstart firstvisit firstopen userengagement scroll
    viewsearchresults generatelead viewitemlist viewcart begincheckout addshippinginfo addpaymentinfo addtowishlist
    viewpromotion selectpromotion filedownload formstart formsubmit selectcontent screenview videostart videoprogress
    videocomplete productssearched productlistviewed productlistfiltered promotionviewed promotionclicked
    cartviewed checkoutstarted checkoutstepviewed checkoutstepcompleted paymentinfoentered orderupdated couponentered
    couponapplied coupondenied couponremoved productaddedtowishlist productremovedfromwishlist productshared cartshared
    productreviewed identify page screen group alias`,
};

export const EVENT_MEANINGS = Object.keys(NAMES) as readonly EventMeaning[];

const MEANINGS: ReadonlyMap<string, EventMeaning> = new Map(
  EVENT_MEANINGS.flatMap((meaning) => NAMES[meaning].split(/\s+/).map((name) => [name, meaning] as const)),
);

/** What the name of an event means; undefined if nobody that we know uses it. */
export const meaningOf = (name: string): EventMeaning | undefined =>
  EVENT_MEANINGS.find((meaning) => meaning === name) ??
  MEANINGS.get(name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));

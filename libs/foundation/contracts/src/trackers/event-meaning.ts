import type { EventKind } from '../event-kinds.js';

/** What the name of an event of a shop or tracker means for us: one of the kinds, one that takes another back, or nothing that we learn from. */
export type EventMeaning =
  | EventKind
  | 'refund'
  | 'remove_from_cart'
  | 'dislike'
  | 'rating'
  | 'view_category'
  | 'search'
  | 'none';

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
  rating: 'rating rated productrated productreviewed',
  view_category: 'viewcategory categoryviewed viewitemlist productlistviewed',
  search: 'search searched viewsearchresults productssearched',
  none: `login logout signup share sessionstart firstvisit firstopen userengagement scroll
    generatelead viewcart begincheckout addshippinginfo addpaymentinfo addtowishlist
    viewpromotion selectpromotion filedownload formstart formsubmit selectcontent screenview videostart videoprogress
    videocomplete productlistfiltered promotionviewed promotionclicked
    cartviewed checkoutstarted checkoutstepviewed checkoutstepcompleted paymentinfoentered orderupdated couponentered
    couponapplied coupondenied couponremoved productaddedtowishlist productremovedfromwishlist productshared cartshared
    identify page screen group alias`,
};

export const EVENT_MEANINGS = Object.keys(NAMES) as readonly EventMeaning[];

const MEANINGS: ReadonlyMap<string, EventMeaning> = new Map(
  EVENT_MEANINGS.flatMap((meaning) => NAMES[meaning].split(/\s+/).map((name) => [name, meaning] as const)),
);

/** What the name of an event means; undefined if nobody that we know uses it. */
export const meaningOf = (name: string): EventMeaning | undefined =>
  EVENT_MEANINGS.find((meaning) => meaning === name) ??
  MEANINGS.get(name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));

/** What an event has to name; without it, it says nothing. */
export type NeededField = 'item_id' | 'value' | 'category' | 'query';

const NEEDED: Readonly<Partial<Record<EventMeaning, readonly NeededField[]>>> = {
  rating: ['item_id', 'value'],
  view_category: ['category'],
  search: ['query'],
};

/** What events of the meaning have to name: most an item. */
export const neededFields = (meaning: EventMeaning | undefined): readonly NeededField[] =>
  (meaning && NEEDED[meaning]) ?? ['item_id'];

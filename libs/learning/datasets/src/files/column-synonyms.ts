import type { RowKindName } from './row-kind.js';

/**
 * Usual column names of other sources, by the import format's name. The first that a file has is used, and only if it has
 * no column of the format's own name. Compared without case and punctuation.
 */
export const SYNONYMS: Readonly<Record<RowKindName, Readonly<Record<string, readonly string[]>>>> = {
  events: {
    user_id: [
      ...['userid', 'user', 'uid', 'customerid', 'customer', 'visitorid', 'reviewerid', 'memberid', 'accountid'],
      ...['householdid', 'household', 'clientid', 'personid', 'userkey'],
    ],
    item_id: [
      ...['itemid', 'item', 'iid', 'productid', 'product', 'movieid', 'movie', 'asin', 'parentasin', 'articleid'],
      ...['trackid', 'songid', 'artistid', 'bookid', 'isbn', 'gameid', 'appid', 'videoid', 'newsid', 'contentid'],
      ...['businessid', 'recipeid', 'sku', 'stockcode', 'itemkey'],
    ],
    time: [
      ...['timestamp', 'ts', 'datetime', 'eventtime', 'eventtimestamp', 'unixreviewtime', 'reviewtime', 'createdat'],
      ...['date', 'eventdate', 'tdat', 'orderdate', 'purchasedate', 'invoicedate', 'unixtime', 'timems'],
    ],
    type: ['eventtype', 'event', 'action', 'actiontype', 'interactiontype', 'behaviortype', 'behavior', 'behaviour'],
    value: ['rating', 'score', 'stars', 'overall'],
    session_id: ['sessionid', 'session', 'basketid', 'orderid', 'invoiceno', 'transactionid', 'visitid', 'cartid'],
    quantity: ['qty'],
  },
  items: {
    item_id: [
      ...['itemid', 'item', 'iid', 'productid', 'product', 'movieid', 'asin', 'parentasin', 'articleid', 'trackid'],
      ...['songid', 'artistid', 'bookid', 'isbn', 'gameid', 'appid', 'videoid', 'newsid', 'contentid', 'businessid'],
      ...['recipeid', 'sku', 'stockcode', 'id'],
    ],
    title: ['name', 'itemname', 'productname', 'prodname', 'movietitle', 'booktitle', 'itemtitle', 'label'],
    description: ['desc', 'detaildesc', 'summary', 'overview', 'about'],
    brand: ['manufacturer', 'maker', 'publisher'],
    category: ['categories', 'genres', 'genre', 'class', 'categoryname', 'productcategory', 'department'],
  },
  users: {
    user_id: ['userid', 'user', 'uid', 'customerid', 'visitorid', 'memberid', 'accountid', 'householdid', 'id'],
  },
  impressions: {
    user_id: ['userid', 'user', 'uid', 'customerid', 'visitorid'],
    page_id: ['pageid', 'page', 'impressionid'],
    time: ['timestamp', 'ts', 'datetime', 'eventtime', 'date'],
  },
  context: { item_id: ['itemid', 'productid'], time: ['timestamp', 'ts', 'datetime', 'validfrom', 'date'] },
};

/** A name without case, punctuation and the type suffix of some public data sets (`user_id:token`). */
export const plainName = (name: string): string =>
  name
    .replace(/:(token|float|token_seq|float_seq)$/, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Usual names of event types in other sources. */
export const TYPE_SYNONYMS: Readonly<Record<string, 'view' | 'add_to_cart' | 'purchase'>> = {
  view: 'view',
  click: 'view',
  clicks: 'view',
  pageview: 'view',
  pv: 'view',
  detail: 'view',
  addtocart: 'add_to_cart',
  cart: 'add_to_cart',
  basket: 'add_to_cart',
  purchase: 'purchase',
  buy: 'purchase',
  bought: 'purchase',
  order: 'purchase',
  transaction: 'purchase',
};

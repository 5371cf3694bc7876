import type { SourceSynonyms } from './source-synonyms.js';

/** Public data sets, and what people call their columns. */
export const GENERAL: SourceSynonyms = {
  columns: {
    events: {
      user_id: [
        ...['userid', 'user', 'uid', 'customerid', 'customer', 'visitorid', 'reviewerid', 'memberid', 'accountid'],
        ...['householdid', 'household', 'clientid', 'personid', 'userkey', 'kundennummer', 'kundennr', 'kundenid'],
      ],
      item_id: [
        ...['itemid', 'item', 'iid', 'productid', 'product', 'movieid', 'movie', 'asin', 'parentasin', 'articleid'],
        ...['trackid', 'songid', 'artistid', 'bookid', 'isbn', 'gameid', 'appid', 'videoid', 'newsid', 'contentid'],
        ...['businessid', 'recipeid', 'sku', 'stockcode', 'itemkey', 'artikelnummer', 'artikelnr'],
      ],
      variant_id: ['variantid', 'variationid', 'variantsku', 'sku'],
      time: [
        ...['timestamp', 'ts', 'datetime', 'eventtime', 'eventtimestamp', 'unixreviewtime', 'reviewtime', 'createdat'],
        ...['date', 'eventdate', 'tdat', 'orderdate', 'purchasedate', 'invoicedate', 'unixtime', 'timems'],
        ...['occurredat', 'bestelldatum', 'zeitpunkt', 'datum'],
      ],
      type: ['eventtype', 'event', 'action', 'actiontype', 'interactiontype', 'behaviortype', 'behavior', 'behaviour'],
      value: ['rating', 'score', 'stars', 'overall'],
      anonymous_id: ['anonymousid'],
      session_id: ['sessionid', 'session', 'basketid', 'visitid', 'cartid'],
      order_id: ['orderid', 'invoiceno', 'transactionid', 'ordernumber', 'bestellnummer', 'bestellnr'],
      quantity: ['qty', 'menge', 'anzahl'],
      cancelled_at: ['cancelledat', 'canceledat'],
    },
    items: {
      item_id: [
        ...['itemid', 'item', 'iid', 'productid', 'product', 'movieid', 'asin', 'parentasin', 'articleid', 'trackid'],
        ...['songid', 'artistid', 'bookid', 'isbn', 'gameid', 'appid', 'videoid', 'newsid', 'contentid', 'businessid'],
        ...['recipeid', 'sku', 'stockcode', 'artikelnummer', 'artikelnr', 'id'],
      ],
      variant_id: ['variantid', 'variationid', 'variantsku', 'sku'],
      title: [
        ...['name', 'itemname', 'productname', 'prodname', 'movietitle', 'booktitle', 'itemtitle', 'label'],
        ...['bezeichnung', 'artikelname', 'produktname', 'titel'],
      ],
      description: ['desc', 'detaildesc', 'summary', 'overview', 'about', 'beschreibung'],
      brand: ['manufacturer', 'maker', 'publisher', 'marke', 'hersteller'],
      category: [
        ...['categories', 'genres', 'genre', 'class', 'categoryname', 'productcategory', 'department'],
        ...['categorypath', 'kategorie', 'kategorien', 'warengruppe'],
      ],
      price: ['preis', 'verkaufspreis', 'bruttopreis'],
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
  },
  types: {
    view: [
      'view',
      'views',
      'viewed',
      'click',
      'clicks',
      'pageview',
      'pv',
      'detail',
      'productview',
      'itemview',
      'ansicht',
    ],
    add_to_cart: ['addtocart', 'cart', 'basket', 'addtobasket', 'addedtocart', 'warenkorb'],
    purchase: ['purchase', 'purchased', 'buy', 'bought', 'order', 'transaction', 'sale', 'kauf', 'bestellung'],
    refund: ['refund', 'refunded', 'return', 'returned', 'cancelled', 'canceled', 'retoure', 'storno'],
    none: ['search', 'login', 'logout', 'signup', 'share', 'removefromcart'],
  },
};

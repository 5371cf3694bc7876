export const ROW_KINDS = ['items', 'users', 'context', 'impressions', 'events'] as const;
export type RowKindName = (typeof ROW_KINDS)[number];

/** Type of a column in a format without types: `list` and `object` are nested, as JSON or in the format's own way. */
export type ColumnType = 'text' | 'time' | 'number' | 'boolean' | 'stock' | 'list' | 'numbers' | 'object';

export interface Column {
  type: ColumnType;
  /** What others call it, the likeliest first, as `plainName` has it: public data sets, shops, analytics, and people. */
  names: readonly string[];
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const column = (type: ColumnType, names = ''): Column => ({ type, names: wordsOf(names) });
const text = (names?: string): Column => column('text', names);

const TIMES = 'timestamp ts datetime eventtime';
const USERS = 'user uid customerid';
const ITEMS = `item iid productid product movieid asin parentasin articleid trackid songid artistid bookid isbn gameid appid
  videoid newsid contentid businessid recipeid sku stockcode artikelnummer artikelnr`;
const VARIANTS = 'variationid variantsku sku';
const CURRENCIES = 'currencycode pricecurrency währung';

/** The columns of each kind of rows, and which of them must be there: a title or a type that no row has is made up. */
export const COLUMNS: Readonly<
  Record<RowKindName, { required: readonly string[]; columns: Readonly<Record<string, Column>> }>
> = {
  items: {
    required: ['item_id'],
    columns: {
      tenant_id: text(),
      item_id: text(`${ITEMS} id handle`),
      variant_id: text(VARIANTS),
      version: column('number'),
      title: text(`name itemname productname prodname movietitle booktitle itemtitle label bezeichnung artikelname
        produktname titel`),
      description: text('desc detaildesc summary overview about beschreibung bodyhtml shortdescription'),
      brand: text('manufacturer maker publisher marke hersteller itembrand vendor'),
      category: column(
        'list',
        `categories genres genre class categoryname productcategory department categorypath kategorie kategorien
        warengruppe itemcategory producttype googleproductcategory type`,
      ),
      price: column('number', 'preis verkaufspreis bruttopreis variantprice regularprice'),
      sale_price: column('number', 'specialprice aktionspreis angebotspreis'),
      currency: text(CURRENCIES),
      image: text('imagelink imageurl imagesrc variantimage images picture bild bildurl'),
      link: text('url producturl productlink permalink canonicalurl'),
      item_group_id: text('itemgroupid parentid parentsku productgroupid styleid'),
      in_stock: column(
        'stock',
        `isinstock availability stock stockquantity stockqty stocklevel stockstatus inventory inventoryquantity inventorylevel
        variantinventoryqty qtyinstock verfügbarkeit bestand lagerbestand`,
      ),
      attributes: column('object'),
      regions: column('object'),
    },
  },
  users: {
    required: ['user_id', 'features'],
    columns: {
      tenant_id: text(),
      user_id: text(`${USERS} visitorid memberid accountid householdid id`),
      version: column('number'),
      features: column('object'),
    },
  },
  context: {
    required: ['time', 'signals'],
    columns: {
      tenant_id: text(),
      event_id: text(),
      time: column('time', 'timestamp ts datetime validfrom date'),
      valid_until: column('time'),
      region: text(),
      item_id: text('productid'),
      signals: column('object'),
    },
  },
  impressions: {
    required: ['user_id', 'page_id', 'time', 'items'],
    columns: {
      tenant_id: text(),
      event_id: text(),
      user_id: text(`${USERS} visitorid`),
      page_id: text('page impressionid'),
      time: column('time', `${TIMES} date`),
      surface: text(),
      region: text(),
      items: column('list'),
      propensities: column('numbers'),
      recommendation_id: text(),
      confirmed: column('boolean'),
    },
  },
  events: {
    required: ['user_id', 'item_id', 'time'],
    columns: {
      tenant_id: text(),
      event_id: text('messageid'),
      user_id:
        text(`${USERS} customer visitorid reviewerid memberid accountid householdid household clientid personid userkey
        kundennummer kundennr kundenid email customeremail billingemail emailbilling`),
      anonymous_id: text('userpseudoid'),
      item_id: text(`${ITEMS} movie itemkey lineitemsku`),
      variant_id: text(VARIANTS),
      type: text('eventtype event action actiontype interactiontype behaviortype behavior behaviour eventname'),
      time: column(
        'time',
        `${TIMES} eventtimestamp unixreviewtime reviewtime createdat date eventdate tdat orderdate purchasedate invoicedate unixtime
        timems occurredat bestelldatum zeitpunkt datum originaltimestamp sentat receivedat datecreatedgmt datecreated`,
      ),
      order_id: text('invoiceno transactionid ordernumber bestellnummer bestellnr incrementid'),
      status: text('financialstatus orderstatus'),
      cancelled_at: text('canceledat'),
      session_id: text('session basketid visitid cartid gasessionid'),
      page_id: text(),
      region: text(),
      quantity: column('number', 'qty menge anzahl lineitemquantity qtyordered'),
      value: column('number', 'rating score stars overall'),
      recommendation_id: text(),
      item_name: text('productname lineitemname produktname artikelname bezeichnung'),
      item_brand: text('productbrand vendor'),
      item_category: column('list', 'productcategory'),
      item_price: column('number', 'price lineitemprice'),
      item_image: text('imageurl'),
      item_link: text('producturl'),
      currency: text(CURRENCIES),
      category: text(),
      query: text('searchterm'),
    },
  },
};

/** What a row of events says of its item, and the column of items that it is. */
export const ITEM_PARTS: Readonly<Record<string, string>> = {
  ...{ item_name: 'title', item_brand: 'brand', item_category: 'category', item_price: 'price' },
  ...{ item_image: 'image', item_link: 'link', currency: 'currency' },
};

/** A name without case, punctuation, the prefix of Google's product feed and the type suffix of some public data sets (`user_id:token`). */
export const plainName = (name: string): string =>
  name
    .replace(/^g:|:(token|float|token_seq|float_seq)$/g, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

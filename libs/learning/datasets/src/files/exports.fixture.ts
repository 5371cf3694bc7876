import { DuckDb, sqlText } from '@stars/duckdb';

/** Exports of one small shop as five tools write them: names, nesting, encodings and gaps are theirs. */

const START = Date.UTC(2024, 0, 5, 9, 12, 33);
const at = (minutes: number): Date => new Date(START + minutes * 60_000);
const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** `bq extract` of a day of Google Analytics 4: integers are texts, absent fields are left out, parameters are lists. */
export function ga4Export(): string {
  const event = (name: string, minutes: number, person: object, more: object = {}) => ({
    event_date: '20240105',
    event_timestamp: String(at(minutes).getTime() * 1000),
    event_name: name,
    event_params: [
      { key: 'ga_session_id', value: { int_value: '1704445953' } },
      { key: 'page_location', value: { string_value: 'https://shop.example/' } },
    ],
    ...person,
    user_properties: [],
    device: { category: 'mobile', language: 'de-de' },
    geo: { country: 'Germany', city: 'Berlin' },
    items: [],
    ...more,
  });
  const item = (id: string, name: string) => ({
    item_id: id,
    item_name: name,
    item_variant: '(not set)',
    price: 3.5,
    quantity: '1',
  });
  const device = { user_pseudo_id: '1234567890.1704445953' };
  const known = { ...device, user_id: 'anna' };
  const bought = { ecommerce: { transaction_id: 'T-1', purchase_revenue: 7 } };
  return jsonLines([
    event('session_start', 0, device),
    event('page_view', 0, device),
    event('view_item', 1, device, { items: [item('a1', 'Milk')] }),
    event('add_to_cart', 2, device, { items: [item('a1', 'Milk')] }),
    event('purchase', 3, known, { ...bought, items: [item('a1', 'Milk'), item('b2', 'Bread')] }),
    event('purchase', 4, known, { ecommerce: { transaction_id: 'T-2' }, items: [item('c3', 'Tea')] }),
    event('refund', 9, known, { ecommerce: { transaction_id: 'T-2' } }),
    event('view_item', 5, { user_pseudo_id: '99.1' }, { items: [item('b2', 'Bread')] }),
    event('user_engagement', 6, device),
  ]);
}

/** Shopify, Orders → Export: only the first line of an order has its payment, and times have an offset. */
export function shopifyExport(): string {
  const header =
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,' +
    'Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Billing Name,Cancelled at,' +
    'Payment Method,Refunded Amount,Vendor,Id,Tags,Source,Phone';
  const created = '2024-01-05 10:12:33 +0100';
  return [
    header,
    `#1001,anna@example.com,paid,${created},fulfilled,,yes,EUR,7.00,0.00,0.49,7.49,${created},2,"Milk, whole",2.50,,a1,Anna Ä,,card,0.00,Farm,501,,web,`,
    `#1001,anna@example.com,,,,,,,,,,,${created},1,Dark rye bread,3.20,,b2,,,,,Bakery,,,,`,
    `#1002,ben@example.com,refunded,${created},,,no,EUR,3.20,0.00,0.22,3.42,${created},1,Dark rye bread,3.20,,b2,Ben,,card,3.42,Bakery,502,,web,`,
    `#1003,,paid,${created},,,no,EUR,2.50,0.00,0.17,2.67,${created},1,"Milk, whole",2.50,,a1,,,cash,0.00,Farm,503,,pos,+49301234`,
    `#1004,cora@example.com,pending,,,,no,EUR,2.50,0.00,0.17,2.67,${created},1,"Milk, whole",2.50,,a1,Cora,2024-01-06 08:00:00 +0100,card,0.00,Farm,504,,web,`,
    '',
  ].join('\r\n');
}

/** Segment's copy of calls in a bucket: one call a line, products in `properties`. */
export function segmentExport(): string {
  const call = (messageId: string, minutes: number, more: object) => ({
    anonymousId: '507f191e810c19729de860ea',
    context: { library: { name: 'analytics.js', version: '2.11.1' }, page: { path: '/' } },
    integrations: {},
    messageId,
    receivedAt: at(minutes + 1).toISOString(),
    sentAt: at(minutes).toISOString(),
    timestamp: at(minutes).toISOString(),
    type: 'track',
    ...more,
  });
  const milk = { product_id: 'a1', sku: 'a1-1l', name: 'Milk', price: 2.5, quantity: 1, category: 'Dairy' };
  const bread = { product_id: 'b2', sku: 'b2-500g', name: 'Bread', price: 3.2, quantity: 2 };
  return jsonLines([
    call('m0', 0, { type: 'page', name: 'Home', properties: { path: '/' } }),
    call('m1', 1, { event: 'Product Viewed', properties: milk }),
    call('m2', 2, { event: 'Product Added', properties: { cart_id: 'c1', ...milk } }),
    call('m3', 3, { type: 'identify', userId: 'anna', traits: { plan: 'gold' } }),
    call('m4', 4, {
      event: 'Order Completed',
      userId: 'anna',
      properties: { order_id: 'O1', revenue: 8.9, products: [milk, bread] },
    }),
    call('m5', 5, { event: 'Product List Viewed', properties: { list_id: 'l1', products: [milk, bread] } }),
    call('m6', 60, { event: 'Order Refunded', userId: 'anna', properties: { order_id: 'O1', products: [bread] } }),
  ]);
}

/** Bytes of Windows-1252 that Latin-1 does not have. */
const WINDOWS_1252: Readonly<Record<string, number>> = { '€': 0x80, '–': 0x96, '„': 0x84, '“': 0x93 };

const inWindows1252 = (text: string): Buffer =>
  Buffer.from([...text].map((letter) => WINDOWS_1252[letter] ?? (letter.codePointAt(0) as number)));

/** Products and orders as German office programs save them: semicolons, decimal commas, Windows-1252, local times. */
export function germanExport(): { items: Buffer; events: Buffer } {
  const items = [
    'Artikelnummer;Bezeichnung;Kategorie;Preis;Farbe;Gewicht;stock_Köln',
    '0815;Käse „Bergkäse“;Lebensmittel > Käse;1.234,50 €;gelb;0,25;3',
    '4711;Öl – nativ;Lebensmittel > Öl;€ 3,50;grün;1,00;0',
  ];
  const events = [
    'Kundennr;Artikelnummer;Bestelldatum;Bestellnr;Menge',
    'K1;0815;05.01.2024 10:12:33;B-1;2',
    'K2;4711;05.07.2024 10:12;B-2;1,5',
    'K1;0815;06.01.2024 08:00;B-3;-2',
  ];
  const file = (lines: string[]): Buffer => inWindows1252(`${lines.join('\r\n')}\r\n`);
  return { items: file(items), events: file(events) };
}

/** A table of facts from a warehouse. */
export async function warehouseExport(path: string): Promise<void> {
  await using db = await DuckDb.open();
  await db.run(`COPY (
    SELECT * FROM (VALUES
      (9007199254740993::BIGINT, 17::INTEGER, 'product_view', TIMESTAMPTZ '2024-01-05 10:12:33+01', 1::DECIMAL(9, 2), DATE '2024-01-05'),
      (9007199254740993, 17, 'order', TIMESTAMPTZ '2024-01-05 10:15:00+01', 2, DATE '2024-01-05'),
      (8, 18, 'wishlist', TIMESTAMPTZ '2024-01-05 10:16:00+01', 1, DATE '2024-01-05')
    ) AS fact(customer_id, product_id, action, occurred_at, quantity, load_date)
  ) TO ${sqlText(path)} (FORMAT parquet)`);
}

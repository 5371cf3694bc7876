import { CatalogChange, type CatalogItem, Interaction, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { ImportFolder, jsonl } from './import-folder.fixture.js';

const folder = new ImportFolder();

async function eventsOf(orders: object[]) {
  const sink = new CollectingSink();
  const { files } = await folder.report(sink, {
    events: await folder.put('orders.jsonl', jsonl(...orders)),
    columns: { timeZone: 'Europe/Berlin' },
  });
  const events = sink.messages(TOPICS.interactions).map(({ value }) => Interaction.decode(value));
  return {
    events: events.map(({ userId, itemId, quantity, time }) => [userId, itemId, quantity, time!.toISOString()]),
    files,
  };
}

async function itemsOf(csv: string, columns: { variants?: 'one' | 'several' } = {}) {
  const sink = new CollectingSink();
  await folder.report(sink, { items: await folder.put('items.csv', csv), columns });
  return sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change!.value as CatalogItem);
}

describe('orders of shop APIs', () => {
  it('WooCommerce: lines, guests by their e-mail, UTC, and orders that nobody paid for', async () => {
    const order = (id: number, more: object) => ({
      ...{ id, number: String(id), status: 'completed', customer_id: 0, billing: { email: 'guest@example.com' } },
      ...{ date_created: '2024-01-05T10:12:33', date_created_gmt: '2024-01-05T09:12:33' },
      line_items: [{ id: 1, name: 'Shirt', product_id: 93, variation_id: 0, sku: 'S', quantity: 2, price: 3 }],
      ...more,
    });
    const { events } = await eventsOf([order(1, {}), order(2, { customer_id: 7 }), order(3, { status: 'cancelled' })]);
    expect(events).toEqual([
      ['guest@example.com', '93', 2, '2024-01-05T09:12:33.000Z'],
      ['7', '93', 2, '2024-01-05T09:12:33.000Z'],
    ]);
  });

  it('Magento: lines by SKU, as its export of products has them', async () => {
    const order = {
      ...{ increment_id: '100000001', customer_email: 'anna@example.com', status: 'complete', entity_id: 1 },
      ...{ created_at: '2024-01-05 09:12:33', items: [{ sku: 'WS-01', product_id: 12, qty_ordered: 3, price: 29 }] },
    };
    const line = { item_id: 5, sku: 'SH-M', product_type: 'configurable', qty_ordered: 1 };
    const variant = { item_id: 6, sku: 'SH-M', product_type: 'simple', qty_ordered: 1, parent_item_id: 5 };
    const { events } = await eventsOf([order, { ...order, increment_id: '100000002', items: [line, variant] }]);
    expect(events).toEqual([
      ['anna@example.com', 'WS-01', 3, '2024-01-05T09:12:33.000Z'],
      ['anna@example.com', 'SH-M', 1, '2024-01-05T09:12:33.000Z'],
    ]);
  });
});

describe('products of shops', () => {
  it('WooCommerce: the first of several categories, variations of a product, its own columns as attributes', async () => {
    const csv = [
      'ID,Type,SKU,Name,Published,"Visibility in catalog","Short description",Categories,"Regular price",Images,Parent',
      '93,variable,S,Shirt,1,visible,"Soft, warm","Clothing > Shirts, Sale",12.50,"https://x/1.jpg, https://x/2.jpg",',
      '94,variation,S-M,Shirt - M,1,visible,,,13.50,,S',
      '95,variation,S-L,Shirt - L,1,visible,,,14.50,,id:93',
    ].join('\n');
    expect(await itemsOf(csv)).toMatchObject([
      {
        ...{ itemId: '93', title: 'Shirt', description: 'Soft, warm', category: ['Clothing', 'Shirts'], price: 12.5 },
        ...{ attributes: { Type: 'variable', SKU: 'S' }, image: 'https://x/1.jpg' },
      },
    ]);
    const several = await itemsOf(csv, { variants: 'several' });
    expect(several.map(({ itemId, itemGroupId }) => [itemId, itemGroupId])).toEqual([
      ['93', '93'],
      ['94', '93'],
      ['95', '93'],
    ]);
  });

  it('Magento: paths between slashes', async () => {
    const csv = [
      'sku,attribute_set_code,product_type,categories,product_websites,name,price,qty',
      '24-MB01,Bag,simple,"Default Category/Gear,Default Category/Gear/Bags",base,Joust Duffle Bag,34.000000,100',
    ];
    expect(await itemsOf(csv.join('\n'))).toMatchObject([
      { itemId: '24-MB01', title: 'Joust Duffle Bag', category: ['Default Category', 'Gear'], price: 34 },
    ]);
  });

  it('Shopify: the variants that orders name, or products', async () => {
    const csv = [
      'Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Option1 Value,Variant SKU,Variant Price',
      'milk,Milk,<p>Fresh</p>,Farm,Food > Dairy,Drink,,1 l,a1,2.50',
      'milk,,,,,,,2 l,a2,4.50',
      'milk,,,,,,,,,',
    ].join('\n');
    expect(await itemsOf(csv)).toMatchObject([
      { itemId: 'a1', itemGroupId: 'milk', title: 'Milk', price: 2.5, attributes: { 'Option1 Value': '1 l' } },
      {
        itemId: 'a2',
        itemGroupId: 'milk',
        title: 'Milk',
        brand: 'Farm',
        price: 4.5,
        attributes: { 'Option1 Value': '2 l' },
      },
    ]);
    expect(await itemsOf(csv, { variants: 'one' })).toMatchObject([
      { itemId: 'milk', title: 'Milk', brand: 'Farm', category: ['Food', 'Dairy'] },
    ]);
  });
});

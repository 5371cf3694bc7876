import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { importFiles } from '../files/import-files.js';
import { CollectingSink } from './collecting-sink.js';
import { SMALL_SHOP_COUNTS, smallShopEvents, WINDOW_SHOPPED } from './small-shop.js';
import { smallShopCsv, smallShopExport } from './small-shop-files.js';
import { SMALL_SHOP_PRODUCTS } from './small-shop-products.js';

const events = smallShopEvents();
const ofType = (type: string) => events.filter((event) => event.type === type);

describe('the small shop', () => {
  it('has the counts that it says', () => {
    for (const [type, count] of Object.entries(SMALL_SHOP_COUNTS)) expect(ofType(type)).toHaveLength(count);
    expect(new Set(events.map(({ user }) => user)).size).toBe(200);
    expect(events.filter(({ item }) => item === WINDOW_SHOPPED.item)).toHaveLength(WINDOW_SHOPPED.views);
    expect(new Set(SMALL_SHOP_PRODUCTS.map(({ id }) => id)).size).toBe(30);
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted((a, b) => a - b));
  });

  it('has purchases of each product but one, no pair of user and item twice, each after a view and a cart', () => {
    const bought = ofType('purchase');
    const products = SMALL_SHOP_PRODUCTS.map(({ id }) => id).filter((id) => id !== WINDOW_SHOPPED.item);
    expect(new Set(bought.map(({ item }) => item))).toEqual(new Set(products));
    expect(new Set(bought.map(({ user, item }) => `${user} ${item}`)).size).toBe(bought.length);
    for (const { user, item, session, time } of bought) {
      const before = events.filter((e) => e.user === user && e.item === item && e.session === session && e.time < time);
      expect(before.map(({ type }) => type)).toEqual(expect.arrayContaining(['view', 'add_to_cart']));
    }
  });

  it('goes in as CSV, each row, and the export has the columns and traps of the tools that wrote it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'small-shop-'));
    const files = smallShopCsv();
    const paths = { items: join(folder, 'items.csv'), events: join(folder, 'events.csv') };
    writeFileSync(paths.items, files.items);
    writeFileSync(paths.events, files.events);
    const sink = new CollectingSink();
    const { files: reports } = await importFiles({ sink, ...paths, rejectsFolder: folder });
    expect(reports.map(({ kind, published, rejected }) => ({ kind, published, rejected }))).toEqual([
      { kind: 'items', published: 30, rejected: 0 },
      { kind: 'events', published: events.length, rejected: 0 },
    ]);
    expect(sink.messages(TOPICS.interactions)).toHaveLength(events.length);
    rmSync(folder, { recursive: true });

    const foreign = smallShopExport();
    expect(foreign.events).toContain(',product_view,');
    expect(foreign.items).toContain('Food > Coffee > Beans,"€ 8,50"');
    expect(smallShopExport({ names: { view: 'view_item' } }).events).not.toContain('product_view');
    const hidden = smallShopExport({ anonymous: true })
      .events.split('\n')
      .filter((row) => /^\d+,\d+,[a-z_]+,GA[\d.]+,,/.test(row));
    expect(hidden.length).toBeGreaterThan(1000);
    expect(hidden.every((row) => row.includes('product_view'))).toBe(true);
  });
});

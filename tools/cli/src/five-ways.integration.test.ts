import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogChange,
  type CatalogItem,
  Interaction,
  interactionTypeName,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import type { FileReport, ImportReport } from '@stars/datasets';
import {
  ga4Events,
  googleFeed,
  purchasesThatStand,
  refundedOrders,
  shopifyFiles,
  storedPurchasesThatStand,
  wholeShop,
  wholeShopCsv,
} from '@stars/datasets/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { makeDataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';
import { runCli } from './testing/cli-process.js';

// The fifth way, Segment's library while it happens, is a test of the gateway.
const root = mkdtempSync(join(tmpdir(), 'stars-five-ways-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const shop = wholeShop();
const countOf = (type: string): number =>
  shop.events.filter((event) => event.type === type).reduce((sum, { items }) => sum + items.length, 0);
const orders = shop.events.filter(({ type }) => type === 'purchase');
const seen = new Set(shop.events.flatMap(({ items }) => items.map(({ itemId }) => itemId)));

function put(name: string, content: string): string {
  writeFileSync(join(root, name), content);
  return join(root, name);
}

async function stored(data: string, topic: Topic): Promise<Uint8Array[]> {
  return withBus(makeDataFolder(data), async (bus) => {
    const values: Uint8Array[] = [];
    for await (const batch of bus.read({ topic })) values.push(...batch.map(({ value }) => value));
    return values;
  });
}

/** Imports files by one command, and again: both times each row is stored, there, rejected with a reason or left out with one. */
async function imported(name: string, files: { items?: string; events: string }, refundsOfOrders = 0) {
  const data = join(root, name);
  const command = ['import', '--data', data, ...Object.entries(files).flatMap(([kind, path]) => [`--${kind}`, path])];
  const first = await runCli(command);
  expect(first.status, first.stderr).toBe(0);
  const again = await runCli([...command, '--json']);
  const { files: reports } = JSON.parse(again.stdout) as ImportReport;
  for (const report of reports) expectAllSaid(report, report.kind === 'events' ? refundsOfOrders : 0);
  const events = (await stored(data, TOPICS.interactions)).map((value) => Interaction.decode(value));
  const items = (await stored(data, TOPICS.catalog)).map((value) => CatalogChange.decode(value).change!.value);
  const log = reports.find(({ kind }) => kind === 'events')!;
  expect(events).toHaveLength(log.duplicates);
  return { said: first.stdout, reports, log, events, items: items as CatalogItem[] };
}

/** @param more Messages that rows of refunds of whole orders become, beyond one each */
function expectAllSaid({ rows, published, duplicates, rejected, leftOut, reasons }: FileReport, more: number): void {
  const sumOf = (all: FileReport['leftOut']): number => all.reduce((sum, each) => sum + each.rows, 0);
  expect(published).toBe(0);
  expect(duplicates + rejected + sumOf(leftOut)).toBe(rows + more);
  expect(sumOf(reasons)).toBe(rejected);
}

const ALL = Object.fromEntries(
  ['view', 'add_to_cart', 'purchase', 'refund', 'dislike'].map((type) => [type, countOf(type)]),
);

function expectProducts(items: readonly CatalogItem[], expected: readonly CatalogItem[]): void {
  const wanted = expected.map(({ itemId, title, brand, category, price }) => ({
    itemId,
    title,
    brand,
    category,
    price,
  }));
  expect(items.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))).toMatchObject(wanted);
}

describe('a shop of 300 products goes in by one command, to the last row', () => {
  test('as CSV', async () => {
    const { items, events } = wholeShopCsv(shop);
    const way = await imported('csv', { items: put('items.csv', items), events: put('events.csv', events) });
    expect(way.log).toMatchObject({ kinds: ALL, rejected: 1, leftOut: [] });
    expect(storedPurchasesThatStand(way.events)).toEqual(purchasesThatStand(shop));
    expectProducts(way.items, shop.items);
    expect(way.said).toContain('Prices: nothing says in which currency');
  });

  test('as Google Analytics 4 exports it, which names the products, too', async () => {
    const more = countOf('refund') - refundedOrders(shop).size;
    const way = await imported('ga4', { events: put('ga4.jsonl', ga4Events(shop)) }, more);
    const begun = orders.length + refundedOrders(shop).size;
    expect(way.log).toMatchObject({ kinds: ALL, rejected: 1, leftOut: [{ rows: begun }] });
    expect(storedPurchasesThatStand(way.events)).toEqual(purchasesThatStand(shop));
    expectProducts(
      way.items,
      shop.items.filter(({ itemId }) => seen.has(itemId)),
    );
    expect(way.said).toContain('Prices: in EUR.');
    expect(way.said).toContain(`${seen.size} have a title`);
  });

  test('as Shopify exports products and orders', async () => {
    const { items, events } = shopifyFiles(shop);
    const way = await imported('shopify', { items: put('products.csv', items), events: put('orders.csv', events) });
    expect(way.log).toMatchObject({ kinds: { purchase: countOf('purchase') - countOf('refund') }, rejected: 1 });
    expect(way.log.leftOut).toEqual([{ reason: 'its order was cancelled or refunded', rows: countOf('refund') }]);
    expect(storedPurchasesThatStand(way.events)).toEqual(purchasesThatStand(shop));
    expectProducts(way.items, shop.items);
    expect(way.reports[0]).toMatchObject({ rows: 301, leftOut: [{ rows: 1 }] });
  });

  test('as the product feed of Google, with events beside it', async () => {
    const feed = put('feed.xml', googleFeed(shop));
    const way = await imported('feed', { items: feed, events: put('feed-events.csv', wholeShopCsv(shop).events) });
    expect(way.log).toMatchObject({ kinds: ALL, rejected: 1, leftOut: [] });
    expect(way.events.filter(({ type }) => interactionTypeName(type) === 'dislike')).toHaveLength(countOf('dislike'));
    expect(storedPurchasesThatStand(way.events)).toEqual(purchasesThatStand(shop));
    expectProducts(way.items, shop.items);
    expect(way.items[0]!.image).toMatch(/^https:.*\.jpg$/);
    expect(way.said).toContain('Prices: in EUR.');
  });
});

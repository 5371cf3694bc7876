import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KeyedGateway, newKeyedGateway } from './testing/keyed-gateway.js';

const executablePath = process.env['STARS_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const BUILT = join(WORKSPACE, 'clients/typescript/dist');

/** A page of a shop on another origin than the gateway. */
const pageOf = (url: string, key: string): string => `<!doctype html><title>Shop</title><script type="module">
import { StarsClient } from '/client/index.js';
window.stars = new StarsClient({ url: '${url}', key: '${key}' });
</script>`;

let keyed: KeyedGateway;
let browser: Browser;
let shop: Server;
let shopUrl: string;
beforeAll(async () => {
  if (!existsSync(executablePath)) throw new Error(`there is no browser at ${executablePath}: install chromium`);
  keyed = await newKeyedGateway();
  const page = pageOf(`http://127.0.0.1:${keyed.gateway.httpPort}`, keyed.keys.track);
  shop = createServer(({ url }, answer) => {
    const file = /^\/client\/([\w-]+\.js)$/.exec(url!)?.[1];
    answer.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    answer.end(file === undefined ? page : readFileSync(join(BUILT, file)));
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  await keyed?.close();
});

async function openShop() {
  const page = await browser.newPage();
  await page.goto(shopUrl);
  await page.waitForFunction('window.stars');
  return page;
}

const add = (userId: string) => `window.stars.events.add({ user_id: '${userId}', item_id: 'apple', type: 'view' })`;

it('sends events of a page to another origin, with a key for events alone', async () => {
  const page = await openShop();
  await page.evaluate(add('page-1'));
  await page.evaluate('window.stars.events.flush()');
  expect(await keyed.storedOf('page-1')).toBe(1);
  await page.close();
});

it('sends what waits when the page is left', async () => {
  const page = await openShop();
  await page.evaluate(add('page-2'));
  await page.goto('about:blank');
  await expect.poll(() => keyed.storedOf('page-2'), { timeout: 10_000 }).toBe(1);
  await page.close();
});

it('sends what waits when the page is closed', async () => {
  const page = await openShop();
  // A browser asks once whether it may send.
  await page.evaluate('window.stars.track({})');
  await page.evaluate(add('page-3'));
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => keyed.storedOf('page-3'), { timeout: 10_000 }).toBe(1);
});

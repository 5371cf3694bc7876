import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { accessEnvironment, createKey, openAccess } from '@stars/access';
import { decodeMessage, type Interaction, interactionTypeName, TOPICS } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { newTestGateway, type TestGateway } from '@stars/service-gateway/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';

const executablePath = process.env['STARS_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const CLIENT = join(import.meta.dirname, '../../../clients/typescript');

/** A page whose second item is below the fold. It has no inline script. */
const shopPage = (url: string, key: string): string => `<!doctype html>
<ul data-stars-recommendation="r-1" data-stars-surface="home">
  <li data-stars-item="top" style="height: 100px"><a href="/other">Top</a></li>
  <li style="height: 3000px"></li>
  <li data-stars-item="low" style="height: 100px"><a href="/other">Low</a></li>
</ul>
<script defer src="/stars.js" data-url="${url}" data-key="${key}"></script>`;

const folder = mkdtempSync(join(tmpdir(), 'stars-snippet-'));
const keysFile = join(folder, 'keys.json');
const key = createKey(
  keysFile,
  { name: 'pages', rights: ['track'], tenants: ['default'], expires: Date.now() + 3_600_000 },
  Date.now(),
).token!;

let script: string;
let gateway: TestGateway;
let pageKey = key;
const shop = createServer(({ url }, response) => {
  const api = `http://127.0.0.1:${gateway.httpPort}`;
  const policy = `default-src 'none'; script-src 'self'; connect-src ${api}; style-src 'unsafe-inline'`;
  response.setHeader('content-security-policy', policy);
  response.setHeader('content-type', url === '/stars.js' ? 'text/javascript' : 'text/html');
  response.end(url === '/stars.js' ? script : url === '/other' ? '<p>other' : shopPage(api, pageKey));
});
let address: string;
let browser: Browser;
beforeAll(async () => {
  execFileSync('npm', ['run', 'snippet'], { cwd: CLIENT, stdio: 'pipe' });
  script = readFileSync(join(CLIENT, 'dist/stars.js'), 'utf8');
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  gateway = await newTestGateway({ access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }) });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});
afterAll(async () => {
  await browser?.close();
  shop.closeAllConnections();
  shop.close();
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

let page: Page;
let problems: string[];
let requests: string[];
beforeEach(async () => {
  pageKey = key;
  // A visitor of its own.
  page = await (await browser.newContext()).newPage();
  problems = [];
  requests = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => request.url().endsWith('/v1/track') && requests.push(request.postData() ?? ''));
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

const stars = (...call: unknown[]) => page.evaluate(`stars(...${JSON.stringify(call)})`);
const kept = () => page.evaluate<[object, string]>('[{ ...localStorage }, document.cookie]');
const visitorId = async (): Promise<string> => /^stars=([0-9a-f]{32})$/.exec((await kept())[1])![1]!;

async function storedEvents(person: string): Promise<Interaction[]> {
  const events: Interaction[] = [];
  for await (const batch of gateway.deps.bus.read({ topic: TOPICS.interactions })) {
    events.push(...batch.map(({ value }) => decodeMessage(TOPICS.interactions, value)));
  }
  return events.filter(({ userId, anonymousId }) => userId === person || anonymousId === person);
}

/** What a person did, as it is stored: type, item and recommendation. */
const didOf = async (person: string): Promise<string[][]> =>
  (await storedEvents(person)).map(({ type, itemId, recommendationId }) =>
    [interactionTypeName(type)!, itemId, recommendationId].filter(Boolean),
  );

/** What a person saw: of each impression the recommendation, the surface, and the items with their positions. */
async function seenBy(person: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const batch of gateway.deps.bus.read({ topic: TOPICS.impressions })) {
    for (const { value } of batch) {
      const { userId, recommendationId, surface, confirmed, items } = decodeMessage(TOPICS.impressions, value);
      if (userId !== person) continue;
      seen.push([recommendationId, surface, confirmed, items.map(({ itemId, position }) => [itemId, position])]);
    }
  }
  return seen;
}

const becomes = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });

it('has less than 5 kB, compressed', () => {
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(5000);
});

it('sends and keeps nothing before consent', async () => {
  await page.goto(address);
  await stars('view', 'top');
  await page.mouse.wheel(0, 3000);
  // An item would have been seen by now, and its impression sent.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await page.getByText('Low').click();
  await page.waitForURL('**/other');
  expect([await kept(), requests]).toEqual([[{}, ''], []]);
});

it('forgets what was done before a refusal', async () => {
  await page.goto(address);
  await stars('view', 'before');
  await stars('consent', false);
  await stars('view', 'refused');
  expect(await kept()).toEqual([{}, '']);
  await stars('consent', true);
  await stars('view', 'after');
  const id = await visitorId();
  await becomes(() => didOf(id)).toEqual([['view', 'after']]);
});

it('sends views, additions to the cart and purchases once, although the server was away', async () => {
  let isAway = true;
  await page.route('**/v1/track', async (route) => {
    // The server has taken them, and its answer is lost.
    if (isAway) await route.fetch();
    if (!isAway) return route.continue();
    isAway = false;
    return route.abort();
  });
  // A shop's own script that runs before the snippet is there.
  await page.addInitScript(`window.stars = function () { (stars.q ??= []).push(arguments); }; stars('view', 'apple');`);
  await page.goto(address);
  await stars('consent', true);
  await stars('add_to_cart', 'apple', { quantity: 2 });
  await stars('purchase', 'apple', { event_id: 'order-1/1', quantity: 2 });
  const id = await visitorId();
  // Impressions follow: the queue is empty only then.
  await becomes(() => seenBy(id)).toHaveLength(1);
  expect(requests.length).toBeGreaterThan(1);
  expect(await didOf(id)).toEqual([
    ['view', 'apple'],
    ['add_to_cart', 'apple'],
    ['purchase', 'apple'],
  ]);
  expect((await storedEvents(id)).map(({ quantity }) => quantity)).toEqual([0, 2, 2]);
});

it('counts an item as shown only when it was in view', async () => {
  await page.goto(address);
  await stars('consent', true);
  const id = await visitorId();
  await becomes(() => seenBy(id)).toEqual([['r-1', 'home', true, [['top', 0]]]]);
  // Too short a look, and too little of it.
  await page.evaluate('scrollTo(0, 5000)');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await page.evaluate(`const low = document.querySelector('[data-stars-item=low]').getBoundingClientRect();
    scrollBy(0, low.top + 40 - innerHeight)`);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await seenBy(id)).toHaveLength(1);
  await page.getByText('Low').scrollIntoViewIfNeeded();
  await page.evaluate('scrollTo(0, 5000)');
  const low = ['r-1', 'home', true, [['low', 1]]];
  await becomes(() => seenBy(id)).toEqual([['r-1', 'home', true, [['top', 0]]], low]);
  // A list that comes later; what has been seen is not seen again.
  await page.evaluate(`document.body.insertAdjacentHTML('afterbegin',
    '<div data-stars-recommendation="r-2"><p data-stars-item="late">Late</p></div>'); scrollTo(0, 0)`);
  await becomes(async () => (await seenBy(id)).slice(2)).toEqual([['r-2', '', true, [['late', 0]]]]);
});

it('sends a click with its recommendation_id when the page is left, and it stays with the item', async () => {
  await page.goto(address);
  await stars('consent', true);
  const id = await visitorId();
  await page.getByText('Top').click();
  await page.waitForURL('**/other');
  await becomes(() => didOf(id)).toEqual([['view', 'top', 'r-1']]);
  await page.goto(address);
  await stars('consent', true);
  // The page of the item says the same as the click.
  await stars('view', 'top');
  await stars('purchase', 'top');
  await page.goto('about:blank');
  await becomes(() => didOf(id)).toEqual([
    ['view', 'top', 'r-1'],
    ['purchase', 'top', 'r-1'],
  ]);
});

it('joins what a stranger did to who logs in, and parts again', async () => {
  await page.goto(address);
  await stars('consent', true);
  const id = await visitorId();
  await stars('view', 'apple');
  for (let n = 0; n < 2; n++) await stars('identify', 'ann');
  await stars('view', 'bread');
  await stars('reset');
  expect(await visitorId()).not.toBe(id);
  await stars('view', 'soap');
  const other = await visitorId();
  await becomes(() => didOf(other)).toEqual([['view', 'soap']]);
  expect(await didOf('ann')).toEqual([['identify'], ['view', 'bread']]);
});

it('forgets all when the consent is withdrawn', async () => {
  await page.goto(address);
  await stars('consent', true);
  const id = await visitorId();
  await stars('view', 'apple');
  await stars('consent', false);
  expect(await kept()).toEqual([{}, '']);
  await page.getByText('Top').click();
  await page.waitForURL('**/other');
  expect([await kept(), requests, await didOf(id)]).toEqual([[{}, ''], [], []]);
});

it('leaves a page whole that the server refuses', async () => {
  pageKey = 'stars_000000000000_no';
  await page.goto(address);
  await stars('consent', true);
  await stars('view', 'apple');
  await becomes(async () => requests.length).toBeGreaterThan(0);
  await page.getByText('Top').click();
  await page.waitForURL('**/other');
});

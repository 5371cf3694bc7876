import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { CatalogItem, encodeCatalogUpsert, TOPICS } from '@stars/contracts';
import type { Subscription } from '@stars/event-bus';
import { createLogger, parseConfig } from '@stars/platform';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ConsoleWorld } from './testing/console-world.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-operations-'));
const keysFile = join(folder, 'keys.json');
const tokenOf = (name: string, rights: readonly Right[]) =>
  createKey(keysFile, { name, rights, tenants: ['default'], expires: Date.now() + 600_000 }, Date.now()).token!;
const operator = tokenOf('operator', ['operate', 'recommend']);
const shop = tokenOf('shop', ['recommend']);

let world: Awaited<ReturnType<typeof ConsoleWorld.ofGateway>>;
let indexer: Subscription;
let page: Page;
let problems: string[];
let isBroken = true;
const handled: string[] = [];

beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
  world = await ConsoleWorld.ofGateway({ access, deps: () => ({ keysFile }) });
  const { bus } = world.gateway.deps;
  indexer = await bus.consume({
    group: 'indexer',
    topics: [TOPICS.catalog],
    handler: async (messages) => {
      if (isBroken) return messages.map((message) => ({ message, code: 'STARS_INVALID_FIELD', reason: 'no colour' }));
      handled.push(...messages.map(({ key }) => key));
    },
  });
  const items = ['figs', 'dates'].map((itemId) =>
    encodeCatalogUpsert(CatalogItem.fromPartial({ tenantId: 'default', itemId, version: 7, title: itemId })),
  );
  await bus.publish(TOPICS.catalog, items);
});
afterAll(async () => {
  await indexer?.close();
  await world?.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  problems = [];
  page = await world.open('/operations', problems);
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

const button = (name: string) => page.getByRole('button', { name, exact: true });

async function enter(on: Page, token: string): Promise<void> {
  await on.getByRole('textbox', { name: 'API key' }).fill(token);
  await on.getByRole('button', { name: 'Use key' }).click();
}

it('on call: shows why answers are degraded, live, and sends a dead letter again', async () => {
  await enter(page, operator);
  await page.getByRole('heading', { name: 'Answers are good' }).waitFor();
  let isAway = true;
  const feed = () => (isAway ? Promise.reject(new Error('the feed is away')) : Promise.resolve());
  world.gateway.deps.health.register('price feed', feed, { needed: false });
  // The stream says so: nothing is loaded again.
  await page.getByRole('heading', { name: 'Answers are degraded' }).waitFor();
  await page.getByText('the feed is away').waitFor();
  await page.getByText('docs/runbooks/StarsStoreAway.md').waitFor();
  isAway = false;
  await page.getByRole('heading', { name: 'Answers are good' }).waitFor();
  expect(await page.getByRole('row', { name: 'GetStatus' }).textContent()).toMatch(/≤ .*s/);
  await button('Dead letters').click();
  const figs = page.getByRole('article', { name: 'default/figs' });
  await figs.getByText('no colour').waitFor();
  await figs.getByText('Content').click();
  await figs.getByText('"item_id": "figs"').waitFor();
  isBroken = false;
  await figs.getByRole('button', { name: 'Send again' }).click();
  expect(handled).toEqual([]);
  await figs.getByRole('group').getByRole('button', { name: 'Send again' }).click();
  await page.getByText('The message was sent again.').waitFor();
  await vi.waitFor(() => expect(handled).toEqual(['default/figs']), 20_000);
  await figs.waitFor({ state: 'detached' });
  const dates = page.getByRole('article', { name: 'default/dates' });
  await dates.getByRole('button', { name: 'Drop' }).click();
  await dates.getByRole('button', { name: 'Cancel' }).click();
  await dates.getByRole('button', { name: 'Drop' }).click();
  await dates.getByRole('group').getByRole('button', { name: 'Drop' }).click();
  await page.getByText('No dead letters').waitFor();
  await button('Audit log').click();
  await page.getByLabel('Action', { exact: true }).fill('DropDeadLetters');
  await button('Filter').click();
  await expect.poll(() => page.getByRole('row', { name: 'DropDeadLetters' }).count()).toBe(2);
  expect(await page.getByRole('row', { name: 'ReplayDeadLetters' }).count()).toBe(0);
});

it('makes a key that is shown once, and revokes it once it is confirmed', async () => {
  await enter(page, operator);
  await button('Keys').click();
  await page.getByLabel('Name').fill('till');
  await page.getByLabel('Rights').fill('admin');
  await button('Create key').click();
  await page.getByText('STARS_PERMISSION_DENIED').waitFor();
  await page.getByLabel('Rights').fill('recommend');
  await button('Create key').click();
  const token = await page.locator('.token').textContent();
  expect(token!.length).toBeGreaterThan(20);
  await button('I have copied it').click();
  await page.getByText(token!).waitFor({ state: 'detached' });
  const row = page.getByRole('row', { name: 'till' });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByRole('group').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('The key is revoked.').waitFor();
  await row.waitFor({ state: 'detached' });
});

it('says which right is missing', async () => {
  await enter(page, shop);
  await page.getByText('It needs the right operate.').waitFor();
});

it('keeps the last status when the server is gone, and says so', async () => {
  const own = await ConsoleWorld.ofGateway();
  try {
    const shown = await own.open('/operations');
    // Only the stream knows that the first call was answered.
    await shown.getByRole('row', { name: 'GetStatus' }).waitFor();
    const begin = performance.now();
    await own.gateway.close();
    // A server does not wait for its streams.
    expect(performance.now() - begin).toBeLessThan(5000);
    await shown.getByText('The connection is lost.').waitFor();
    await shown.getByRole('row', { name: 'GetStatus' }).waitFor();
  } finally {
    await own.browser.close();
  }
});

async function expectAccessible(view: string): Promise<void> {
  await world.expectAccessible(`/operations?view=${view}`, async (opened) => {
    const key = opened.getByRole('textbox', { name: 'API key' });
    const content = opened.locator('.rows, main .notice').first();
    await key.or(content).first().waitFor();
    if (await key.isVisible()) await enter(opened, operator);
    await content.waitFor();
  });
}

it.each(['status', 'keys'])('is accessible in each look: %s', expectAccessible);
it.each(['letters', 'audit'])('is accessible in each look: %s', { tags: ['long'] }, expectAccessible);

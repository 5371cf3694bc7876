import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess } from '@stars/access';
import type { GetActivityResponse } from '@stars/client';
import { createLogger, parseConfig } from '@stars/platform';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { ConsoleWorld } from './testing/console-world.js';
import { tinyTextModels } from './testing/plain-text-models.js';

const PRICE = 2.5;
const ITEMS = 6;
/** A page an hour, from 8 to 20 o'clock in Berlin. */
const PAGES = 12;
const timeOf = (hour: number, minute = 0) => new Date(Date.UTC(2026, 2, 10, 7 + hour, minute)).toISOString();
const DAY = '/today?day=2026-03-10&zone=Europe%2FBerlin';

let dataDir: string;
let standalone: Standalone;
let world: ConsoleWorld;
let page: Page;
let problems: string[];

async function post(path: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(world.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as {
    recommendation_id: string;
    placements: { items: { item_id: string }[] }[];
  };
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

/** Each hour one user gets a page: every second clicks on its first list, every third on its second, every fourth buys two. */
async function shopADay(): Promise<void> {
  const items = Array.from({ length: ITEMS }, (_, n) => ({ item_id: `item-${n}`, title: `Tea ${n}`, price: PRICE }));
  // One that nobody is shown.
  await post('/v1/items', { items: [...items, { item_id: 'hidden', title: 'Cup', in_stock: false }] });
  await standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
  for (let hour = 0; hour < PAGES; hour++) {
    const user_id = `user-${hour}`;
    const { recommendation_id, placements } = await post('/v1/recommend/page', {
      ...{ user_id, time: timeOf(hour), surface: 'home' },
      placements: [
        { surface: 'for_you', k: 2 },
        { surface: 'new', mode: 'newest', k: 2 },
      ],
    });
    const [first, second] = placements.map(({ items: [item] }) => item!.item_id) as [string, string];
    const event = (item_id: string, type: string, more = {}) => ({
      ...{ event_id: `${hour} ${item_id} ${type}`, user_id, item_id, type, time: timeOf(hour, 5), recommendation_id },
      ...more,
    });
    const interactions = [
      event('hidden', 'view', { recommendation_id: '' }),
      ...(hour % 2 === 0 ? [event(first, 'view')] : []),
      ...(hour % 3 === 0 ? [event(second, 'view')] : []),
      ...(hour % 4 === 0 ? [event(first, 'add_to_cart'), event(first, 'purchase', { quantity: 2 })] : []),
    ];
    await post('/v1/track', { interactions });
  }
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-today-'));
  standalone = await startStandalone({
    ...{ dataDir, listen: { grpcPort: 0, httpPort: 0 }, openTextModels: tinyTextModels },
    logger: createLogger('standalone', { level: 'silent' }),
  });
  world = await ConsoleWorld.at(standalone.ports!.httpPort, () => standalone.close());
  await shopADay();
  // Impressions are recorded once an answer is sent. No zone is asked twice: an answer is kept for a while.
  const query = `from=${timeOf(-8)}&until=${timeOf(16)}&bucket=day`;
  await vi.waitFor(
    async () => {
      const { placements } = (await (await fetch(`${world.url}/v1/activity?${query}`)).json()) as GetActivityResponse;
      expect(placements.map(({ answers }) => answers)).toEqual([PAGES, PAGES]);
    },
    { timeout: 60_000, interval: 500 },
  );
});
afterAll(async () => {
  await world?.close();
  rmSync(dataDir, { recursive: true });
});

beforeEach(async () => {
  problems = [];
  page = await world.open(DAY, problems);
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

const figure = async (name: string) => (await page.locator(`#total-${name} dd`).first().textContent())!;
const cells = async (table: string, row: string) =>
  page.getByRole('region', { name: table }).getByRole('row', { name: row }).getByRole('cell').allInnerTexts();

describe('the page of today', () => {
  it('has the figures of a day as a count by hand has them', async () => {
    await expect.poll(() => figure('lists'), { timeout: 30_000 }).toBe(String(2 * PAGES));
    expect(await Promise.all(['clicks', 'carts', 'purchases', 'revenue'].map(figure))).toEqual([
      ...['10', '3', '3', '15.00'],
    ]);
    const forYou = await cells('By placement', 'for_you');
    expect(forYou.slice(0, 7).map((text) => text.split('\n')[0])).toEqual(['12', '6', '50', '3', '3', '25', '15.00']);
    expect(forYou[2]).toContain('18.3 to 108.8');
    const newest = await cells('By placement', 'new');
    expect(newest.slice(0, 6).map((text) => text.split('\n')[0])).toEqual(['12', '4', '33.3', '0', '0', '0']);
    expect(await cells('Where clicks and purchases come from', 'Without a list')).toEqual(['12', '0', '0', '0.00']);
    expect(await cells('How lists were made', 'newest')).toEqual(['Mode: newest', '12', '100%']);
    expect(await page.locator('#total-coverage').textContent()).toMatch(/\d of 7 items were shown/);
  });

  it('has the hours of the shop in its chart and in the table for those who cannot see it', async () => {
    await page.getByLabel('Figure', { exact: true }).selectOption('Clicks');
    const title = 'Clicks (views of shown items) by placement, Europe/Berlin';
    await page.getByRole('img', { name: title }).locator('canvas').waitFor();
    await page.getByText('Show as a table').click();
    const table = page.getByRole('region', { name: title });
    expect(await table.getByRole('row').count()).toBe(25);
    expect(await cells(title, '08:00')).toEqual(['1', '1']);
    expect(await cells(title, '09:00')).toEqual(['0', '0']);
    expect(await cells(title, '20:00')).toEqual(['0', '0']);
    await page.getByRole('img', { name: title }).hover();
    await page
      .locator('.legend')
      .getByText(/^for_you: \d$/)
      .waitFor();
  });

  it('counts again by itself, and says when', async () => {
    await page.goto(`${world.url}/today`);
    await page.getByText('Nothing was shown or bought in these days').waitFor();
    await post('/v1/track', {
      interactions: [
        {
          event_id: 'now',
          user_id: 'ann',
          item_id: 'item-1',
          type: 'purchase',
          quantity: 3,
          time: new Date().toISOString(),
        },
      ],
    });
    await page.getByRole('region', { name: 'Where clicks and purchases come from' }).waitFor({ timeout: 60_000 });
    const [, , purchases, revenue] = await cells('Where clicks and purchases come from', 'Without a list');
    expect([purchases, revenue]).toEqual(['1', '7.50']);
    expect(await page.locator('#as-of').textContent()).toContain('UTC');
  });

  it('speaks German, with its numbers', async () => {
    await page.getByLabel('Language', { exact: true }).selectOption('Deutsch');
    await expect.poll(() => figure('revenue'), { timeout: 15_000 }).toBe('15,00');
    await page.getByRole('heading', { name: 'Wie gezählt wird' }).waitFor();
  });

  it('says what the server refuses', async () => {
    await page.goto(`${world.url}/today?zone=Mars%2FOlympus`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/STARS_INVALID_FIELD.*time_zone/);
  });

  it('is accessible', async () => {
    await world.expectAccessible(DAY, async (opened) => {
      await opened.locator('#total-lists').waitFor();
      await opened.locator('canvas').waitFor();
    });
  });
});

it('says to whom who has not the right that it takes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-today-keys-'));
  const given = { name: 'ann', rights: ['recommend'] as const, tenants: ['default'], expires: Date.now() + 3_600_000 };
  const { token } = createKey(join(folder, 'keys.json'), given, Date.now());
  const logger = createLogger('test', { level: 'silent' });
  const settings = parseConfig(z.object(accessEnvironment), {});
  const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
  const closed = await ConsoleWorld.ofGateway({ access });
  await page.goto(`${closed.url}/today`);
  await page.getByRole('textbox', { name: 'API key' }).fill(token!);
  await page.getByRole('button', { name: 'Use key' }).click();
  await page.getByText('It needs the right activity.').waitFor();
  await closed.close();
  rmSync(folder, { recursive: true });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { InteractionType } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { SEEDED } from '@stars/service-gateway/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConsoleWorld } from './testing/console-world.js';

let world: Awaited<ReturnType<typeof ConsoleWorld.ofGateway>>;
let page: Page;
let problems: string[];

beforeAll(async () => {
  world = await ConsoleWorld.ofGateway();
});
afterAll(() => world?.close());

beforeEach(async () => {
  problems = [];
  page = await world.open('/explorer', problems);
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

const field = (label: string) => page.getByLabel(label, { exact: true });
const titles = () => page.locator('.items .product-title').allTextContents();
const recommend = () => page.getByRole('button', { name: 'Recommend', exact: true }).click();
const answerFor = (user: string) => page.getByRole('heading', { name: `For ${user}`, exact: true }).waitFor();
const firstItem = () => page.locator('.items .item').first();

describe('the explorer', () => {
  it('shows a user’s list as the API answers it, and what made a score', async () => {
    await field('User').fill(SEEDED.fruitUser);
    await field('Region').fill('north');
    await field('Items').fill('4');
    await recommend();
    await answerFor(SEEDED.fruitUser);
    await firstItem().waitFor();
    const query = `user_id=${SEEDED.fruitUser}&region=north&k=4&mode=second_stage`;
    const { items } = (await world.gateway.get(`/v1/recommend?${query}`)).body;
    expect(await titles()).toEqual(items.map(({ title }: { title: string }) => title));
    expect(await page.locator('.items .reason').allTextContents()).toEqual(
      items.map(({ reason }: { reason: string }) => reason),
    );
    expect(await firstItem().textContent()).toContain('buy again');
    expect(await page.locator('.summary').textContent()).toContain('4 items · model m1');
    await firstItem().locator('summary').click();
    await firstItem().getByRole('table').waitFor();
  });

  it('shows the same again by its link', async () => {
    await page.goto(`${world.url}/explorer?user=${SEEDED.fruitUser}&list=ni&k=3&to=100`);
    await firstItem().waitFor();
    expect(await field('List').inputValue()).toBe('ni');
    expect(new Set(await page.locator('.items .source').allTextContents())).toEqual(new Set(['present intent']));
    expect(await field('Price to').inputValue()).toBe('100');
  });

  it('shows what the user did beside it', async () => {
    await page.goto(`${world.url}/explorer?user=${SEEDED.fruitUser}`);
    await page.locator('.time-line li').first().waitFor();
    const { events } = (await world.gateway.get(`/v1/users/${SEEDED.fruitUser}/history?page_size=20`)).body;
    expect(events.map(({ item_id }: { item_id: string }) => item_id)).toEqual(['rye', 'apple']);
    await expect.poll(() => page.locator('.time-line b').allTextContents()).toEqual(['Rye bread', 'Apples']);
    expect(await page.locator('.time-line time').first().textContent()).toContain('UTC');
  });

  it('follows what the user does, without a reload', async () => {
    const views = (itemId: string, time: number) => {
      const event = { eventId: itemId, itemId, type: InteractionType.INTERACTION_TYPE_VIEW, time, region: 'north' };
      return world.gateway.deps.profiles.appendEvents('default', [{ userId: 'walker', events: [event] }]);
    };
    await page.goto(`${world.url}/explorer?user=walker`);
    await page.getByText('Nothing is known of this user', { exact: true }).waitFor();
    await views('soap', SEEDED.lastPurchase);
    await page.reload();
    await page.locator('.time-line b').getByText('Soap').waitFor();
    await views('plum', SEEDED.lastPurchase + 1000);
    await page.locator('.time-line b').getByText('Plums').waitFor();
    expect(await page.locator('.time-line li').first().textContent()).toContain('viewed Plums · north');
  });

  it('shows price and stock of each item where the request is', async () => {
    await page.goto(`${world.url}/explorer?user=${SEEDED.fruitUser}&region=north&k=2`);
    await firstItem().waitFor();
    await expect.poll(() => page.locator('.items .item').getByText('In stock', { exact: true }).count()).toBe(2);
    expect(await firstItem().locator('.product-price').textContent()).toMatch(/\d\.00$/);
  });

  it('shows texts of strangers as texts', async () => {
    const hostile = [
      '<img src=x onerror="document.title=\'owned\'">',
      '"><script>document.title="owned"</script>',
      "' onmouseover='document.title=1' x='",
      '&lt;b&gt;bold&amp;',
      '\u202eevil\u2066 \u001b[2J',
      '{{constructor.constructor("return document")()}}',
    ];
    const items = hostile.map((text, position) => ({
      ...{ position, title: text, reason: text, item_id: text, source: text, score: 1 },
      details: { image: `javascript:document.title="owned"//${position}` },
    }));
    const degradations = [{ code: 'X', message: hostile[0] }];
    await page.route('**/v1/recommend', (route) =>
      route.fulfill({ json: { items, degradations, model_version: hostile[1] } }),
    );
    await field('User').fill(hostile[0]!);
    await recommend();
    await answerFor(hostile[0]!);
    await firstItem().waitFor();
    expect(await titles()).toEqual(hostile);
    expect(await page.locator('.items .reason').allTextContents()).toEqual(hostile);
    await page.locator('.items .product-title').nth(2).hover();
    expect(await page.title()).toBe('Explorer · STARS console');
    expect(await page.locator('#answer :is(script, b, [onmouseover], [onerror])').count()).toBe(0);
    // The policy refuses these pictures, and says so.
    expect(problems.splice(0).every((text) => text.includes('img-src'))).toBe(true);
  });

  it('works with the keyboard alone', async () => {
    await field('User').focus();
    await page.keyboard.type(SEEDED.notEncoded);
    await page.keyboard.press('Enter');
    await answerFor(SEEDED.notEncoded);
    await firstItem().waitFor();
    expect((await titles())[0]).toBe('Soap');
  });

  it('offers users of the data', async () => {
    await page.getByRole('button', { name: `Recommend for user ${SEEDED.fruitUser}` }).click();
    await answerFor(SEEDED.fruitUser);
    expect(await field('User').inputValue()).toBe(SEEDED.fruitUser);
  });

  it('says why an answer is degraded', async () => {
    await field('User').fill('a stranger');
    await recommend();
    await page.locator('.degradations').waitFor();
    expect(await page.locator('.degradations').textContent()).toContain('STARS_UNKNOWN_USER');
    expect((await titles())[0]).toBe('Soap');
  });

  it('shows an error with its code and field, and recovers from it', async () => {
    await field('User').fill(SEEDED.fruitUser);
    await field('Items').fill('1000000');
    await recommend();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/STARS_OUT_OF_RANGE.*k/);
    expect(await titles()).toEqual([]);
    await field('Items').fill('2');
    await recommend();
    await firstItem().waitFor();
    expect(await alert.isVisible()).toBe(false);
    expect(await titles()).toHaveLength(2);
  });

  it('is accessible with a list', async () => {
    const path = `/explorer?user=${SEEDED.fruitUser}`;
    await world.expectAccessible(path, (opened) => opened.locator('.items .reason').first().waitFor());
  });
});

describe('the console of a server that knows its callers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-console-'));
  const newKey = (rights: readonly Right[]): string => {
    const given = { name: 'ann', rights, tenants: ['default'], expires: Date.now() + 3_600_000 };
    return createKey(join(folder, 'keys.json'), given, Date.now()).token!;
  };
  const [key, till] = [newKey(['recommend', 'audience']), newKey(['track'])];
  let closed: ConsoleWorld;
  beforeAll(async () => {
    const settings = parseConfig(z.object(accessEnvironment), {});
    const logger = createLogger('test', { level: 'silent' });
    const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
    closed = await ConsoleWorld.ofGateway({ access });
  });
  afterAll(async () => {
    await closed?.close();
    rmSync(folder, { recursive: true });
  });

  const giveKey = async (text: string) => {
    await page.getByRole('textbox', { name: 'API key' }).fill(text);
    await page.getByRole('button', { name: 'Use key' }).click();
  };

  it('asks for a key, keeps it for this tab only, and shows what it allows', async () => {
    const link = `${closed.url}/explorer?user=${SEEDED.fruitUser}`;
    await page.goto(link);
    await giveKey('stars_wrong');
    await page.getByText('STARS_UNAUTHENTICATED').first().waitFor();
    await giveKey(till);
    await page.getByText('It needs the right recommend.').waitFor();
    await page.getByRole('button', { name: 'Forget key' }).first().click();
    await giveKey(key);
    await firstItem().waitFor();
    await page.getByRole('button', { name: `Recommend for user ${SEEDED.fruitUser}` }).waitFor();
    // The history needs a right that this key lacks: the rest of the page works without.
    await page.getByText('It needs the right admin.').waitFor();
    expect(await page.getByRole('textbox', { name: 'API key' }).count()).toBe(0);
    expect(page.url()).toBe(link);
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByRole('textbox', { name: 'API key' }).waitFor();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess } from '@stars/access';
import { CatalogItem, ItemFeatures } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import type { TestGateway } from '@stars/service-gateway/testing';
import { loadVocabulary } from '@stars/text';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { ConsoleWorld } from './testing/console-world.js';

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

let world: Awaited<ReturnType<typeof ConsoleWorld.ofGateway>>;
let page: Page;
let problems: string[];

beforeAll(async () => {
  const vocabulary = await loadVocabulary('grocery');
  world = await ConsoleWorld.ofGateway({ deps: () => ({ vocabulary }) });
  await addShop(world.gateway);
});
afterAll(() => world?.close());

beforeEach(async () => {
  problems = [];
  page = await world.open('/catalogue', problems);
  await page.route('https://shop.example/*', (route) => route.fulfill({ contentType: 'image/png', body: PNG }));
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

/** Thirty cheeses, two of them the same, tags of a pear, and pictures of fruit. */
async function addShop({ deps: { catalog } }: TestGateway): Promise<void> {
  const cheese = { tenantId: 'default', brand: 'Dairy', category: ['grocery', 'cheese'], price: 4 };
  const items = Array.from({ length: 30 }, (_, n) => ({
    ...{ ...cheese, itemId: `cheese-${n + 10}`, version: 100 + n, title: `Cheese ${n < 2 ? 'twin' : n}` },
    attributes: { milk: n % 3 === 0 ? 'goat' : 'cow' },
  }));
  await catalog.upsert(items.map((item) => CatalogItem.fromPartial(item)));
  const fruit = await catalog.get('default', ['plum', 'apple']);
  await catalog.upsert(fruit.map((item) => ({ ...item!, image: `https://shop.example/${item!.itemId}.png` })));
  const embedding = new Uint8Array(new Float32Array([1]).buffer);
  const tagged = { tenantId: 'default', itemId: 'pear', itemVersion: 2, tagger: 'rules', embedding, textHash: '' };
  await catalog.putFeatures([ItemFeatures.fromPartial({ ...tagged, tags: ['diet:vegan', 'product_kind:fruit'] })]);
}

interface TextBox {
  textContent: string | null;
  getBoundingClientRect(): Record<'left' | 'right' | 'top' | 'bottom', number>;
}

/** Pairs of texts that cover each other. It runs in the page. */
function overlapping(texts: TextBox[]): string[] {
  const boxes = texts.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  return boxes.flatMap(({ text, box: a }, n) =>
    boxes
      .slice(n + 1)
      .filter(({ box: b }) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((other) => `${text} and ${other.text}`),
  );
}

const field = (label: string) => page.getByLabel(label, { exact: true });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const key = () => page.getByRole('textbox', { name: 'API key' });
const titles = () => page.locator('.cards .product-title').allTextContents();
const count = (text: string) => page.locator('#count', { hasText: text }).waitFor();

it('finds items by words, narrows them down by what they have, and goes through the pages', async () => {
  await count('37 in stock');
  await field('Words').fill('cheese');
  await button('Search').last().click();
  await count('30 in stock');
  await page.getByText('Items 1 to 24').waitFor();
  await button('Next').click();
  await page.getByText('Items 25 to 30').waitFor();
  await page.getByText('milk', { exact: true }).click();
  await button('goat 10').click();
  await count('10 in stock');
  await page.getByText('Items 1 to 10').waitFor();
  const link = page.url();
  const { body } = await world.gateway.post('/v1/search-items', {
    ...{ query: 'cheese', k: 24 },
    filter: { in: { field: 'attributes.milk', values: ['goat'] } },
  });
  expect(await titles()).toEqual(body.items.map(({ title }: { title: string }) => title));
  await button('Without goat').click();
  await count('30 in stock');
  await page.goto(link);
  await count('10 in stock');
  await button('Without goat').click();
  await field('Words').fill('');
  await page.keyboard.press('Enter');
  await button('diet:vegan 1').click();
  await count('1 in stock');
  await expect.poll(titles).toEqual(['Pears']);
  await button('Without diet:vegan').click();
  await field('Words').fill('nothing like that');
  await page.keyboard.press('Enter');
  await page.getByText('No item is found').waitFor();
});

it('says what items lack, and which they are', async () => {
  await button('Health').click();
  const row = (name: string) => page.getByRole('row', { name });
  expect(await row('No price').getByRole('cell').allTextContents()).toEqual(['0', '0%']);
  expect(await row('No description').getByRole('cell').allTextContents()).toEqual(['37', '100%']);
  expect(await row('No vector').getByRole('cell').first().textContent()).toBe('30');
  expect(await row('in no list for 30 days').getByRole('cell').first().textContent()).toBe('37');
  await page.getByText(/What was shown is known since .*UTC/).waitFor();
  await page.getByText(/37 items, counted .*UTC/).waitFor();
  await button(/^There twice/).click();
  await page.getByRole('heading', { name: 'There twice' }).waitFor();
  await page.getByText('cheese-11').waitFor();
  await page.getByRole('heading', { name: 'Cheese twin · Dairy: 2 items' }).waitFor();
  expect(await titles()).toEqual(['Cheese twin', 'Cheese twin']);
  await button('No image').click();
  await expect.poll(async () => (await titles()).length).toBe(24);
  await button('Next').click();
  await expect.poll(async () => (await titles()).length).toBe(11);
  await button('No price').click();
  await page.getByText('No item has this issue').waitFor();
});

it('shows an item with its state, a map, its lists and who gets it', async () => {
  await field('Words').fill('pears');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Open Pears' }).click();
  await page.getByRole('heading', { name: 'Pears', exact: true }).waitFor();
  expect(await page.getByRole('row', { name: 'Tagged' }).textContent()).toContain('from version 2, by rules');
  expect(await page.getByRole('row', { name: 'Vector' }).textContent()).toContain('in model m1');
  const map = page.getByRole('img', { name: 'Pears and 6 nearest items' });
  expect(await map.locator('text').allTextContents()).toContain('Plums');
  expect(await map.locator('text').evaluateAll(overlapping)).toEqual([]);
  await page.getByRole('region', { name: 'Goes with it' }).locator('.cards, .notice').waitFor();
  await page.getByRole('region', { name: 'Alternatives' }).locator('.cards img.picture').first().waitFor();
  await button('Find users').click();
  await page.getByRole('link', { name: 'fruit-lover' }).waitFor();
  await button('Back to the list').click();
  await count('1 in stock');
});

it('corrects tags in the words of the vocabulary, and takes the correction back once it is confirmed', async () => {
  await page.goto(`${world.url}/catalogue?item=pear`);
  await page.getByText('Correct the tags').click();
  await field('Tag to add').fill('no such word');
  await button('Save correction').click();
  await page.getByText('STARS_INVALID_FIELD').waitFor();
  await field('Tag to add').fill('Gluten free');
  await field('Tag to remove').selectOption('diet:vegan');
  await button('Save correction').click();
  await page.getByText('Removed by a person: diet:vegan').waitFor();
  await page.getByText(/^Corrected .*UTC$/).waitFor();
  // There is no tagger here: what it would apply is announced as missing.
  await page.getByText('The tagger has not applied the correction yet.').waitFor();
  const { body } = await world.gateway.get('/v1/catalog/items/pear');
  expect(body.correction).toMatchObject({ add: ['diet:gluten_free'], remove: ['diet:vegan'] });
  await button('Withdraw correction').click();
  await button('Cancel').click();
  await button('Withdraw correction').click();
  await page.getByRole('group').getByRole('button', { name: 'Withdraw correction' }).click();
  await page.getByText('The correction is withdrawn.').waitFor();
  await page.getByText('Removed by a person').waitFor({ state: 'detached' });
});

it('goes from a search to an item and back by the keyboard', async () => {
  const press = async (name: string | RegExp, role: 'button' | 'link' = 'button') => {
    await page.getByRole(role, { name, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  await field('Words').focus();
  await page.keyboard.type('pears');
  await page.keyboard.press('Enter');
  await count('1 in stock');
  await press('diet:vegan 1');
  await button('Without diet:vegan').waitFor();
  await press('Open Pears', 'link');
  await page.getByRole('heading', { name: 'Pears', exact: true }).waitFor();
  await press('Back to the list');
  await button('Without diet:vegan').waitFor();
});

it('says that an item is not there', async () => {
  await page.goto(`${world.url}/catalogue?item=ghost`);
  await page.getByRole('alert').getByText('STARS_NOT_FOUND').first().waitFor();
});

it.each([
  ['a search', '/catalogue?query=cheese', '.cards'],
  ['health', '/catalogue?view=health&issue=duplicate', '.cards'],
  ['an item', '/catalogue?item=pear', '.map'],
])('is accessible with %s', async (_, path, there) => {
  await world.expectAccessible(path, (opened) => opened.locator(there).first().waitFor());
});

it('speaks German', async () => {
  await field('Language').selectOption('Deutsch');
  await count('37 auf Lager');
  await button('Zustand').click();
  await page.getByRole('row', { name: 'Ohne Beschreibung' }).getByText('37', { exact: true }).waitFor();
  await page.goto(`${world.url}/catalogue?item=pear`);
  await page.getByRole('heading', { name: 'Merkmale' }).waitFor();
  await page.getByRole('row', { name: 'Mit Merkmalen' }).getByText('aus Version 2, von rules').waitFor();
  await page.getByRole('img', { name: 'Pears und 6 nächste Artikel' }).waitFor();
});

it('is empty before the first import, and says which right a key lacks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-console-'));
  const newKey = (rights: Parameters<typeof createKey>[1]['rights']): string => {
    const given = { name: 'ann', rights, tenants: ['empty'], expires: Date.now() + 3_600_000 };
    return createKey(join(folder, 'keys.json'), given, Date.now()).token!;
  };
  const [shop, till] = [newKey(['recommend', 'catalog']), newKey(['recommend'])];
  const logger = createLogger('test', { level: 'silent' });
  const settings = parseConfig(z.object(accessEnvironment), {});
  const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
  const closed = await ConsoleWorld.ofGateway({ access, withModel: false });
  try {
    await page.goto(`${closed.url}/catalogue`);
    await key().fill(till);
    await button('Use key').click();
    await page.getByText('It needs the right catalog.').waitFor();
    await page.getByText('No item is found').waitFor();
    await button('Forget key').first().click();
    await key().fill(shop);
    await button('Use key').click();
    await count('0 in stock');
    await button('Health').click();
    await page.getByText('The catalogue is empty').waitFor();
  } finally {
    await closed.close();
    rmSync(folder, { recursive: true });
  }
});

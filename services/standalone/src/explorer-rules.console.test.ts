import { SEEDED } from '@stars/service-gateway/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
const firstItem = () => page.locator('.items .item').first();

describe('the explorer with rules', () => {
  const ruleFor = (surface: string) => ({
    condition: surface === '' ? { tags: ['spring'] } : { surfaces: [surface] },
    action: { pin: { pins: [{ item_id: 'soap', position: 0 }] } },
    state: 'live',
  });
  beforeAll(async () => {
    await world.gateway.post('/v1/rules', { name: 'soap first', rule: ruleFor('') });
    await world.gateway.post('/v1/rules', { name: 'soap at home', rule: ruleFor('a-home') });
    // The first ones of the page, which repeats no item of the seven.
    for (const name of ['a-home', 'b-more']) await world.gateway.post('/v1/surfaces', { name, surface: { k: 3 } });
  });
  const link = `/explorer?user=${SEEDED.fruitUser}&k=4`;
  const side = (name: string) => page.getByRole('region', { name, exact: true });

  it('shows which rule moved an item, and lists without rules', async () => {
    await page.goto(`${world.url}${link}`);
    await firstItem().waitFor();
    expect(await page.locator('.acting').count()).toBe(0);
    await page.getByText('Filters, and what rules ask for').click();
    await field('Tags of the request').fill('spring, sale');
    await recommend();
    await page.locator('.acting').waitFor();
    expect((await titles())[0]).toBe('Soap');
    expect(await firstItem().locator('.rule-effects').textContent()).toMatch(/^pinned by soap first/);
    expect(new URL(page.url()).searchParams.get('tags')).toBe('spring, sale');
    expect(await page.getByRole('link', { name: 'soap first' }).getAttribute('href')).toBe(
      '/placements?edit=rule&name=soap+first',
    );
    await field('Rules').selectOption('Do not act');
    await recommend();
    await expect.poll(async () => (await titles())[0]).not.toBe('Soap');
    expect(await page.locator('.rule-effects').count()).toBe(0);
  });

  it('compares two settings side by side, as the link says', async () => {
    await page.goto(`${world.url}${link}&tags=spring&rules=off`);
    await firstItem().waitFor();
    await page.getByText('Compare with').click();
    await field('Rules there').selectOption('Act');
    await recommend();
    await page.getByText('1 new, 1 gone, 3 moved').waitFor();
    const then = side('Compared with it').locator('.item');
    expect(await then.first().textContent()).toContain('new');
    expect(await then.nth(1).textContent()).toContain('1 down');
    expect(await side('As asked').locator('.item').last().textContent()).toContain('leaves the list');
    await page.reload();
    await page.getByText('1 new, 1 gone, 3 moved').waitFor();
    await field('Rules there').selectOption('the same');
    await field('Other user').fill(SEEDED.notEncoded);
    await recommend();
    const query = `user_id=${SEEDED.notEncoded}&k=4&rules=false`;
    const { items } = (await world.gateway.get(`/v1/recommend?${query}`)).body;
    await expect
      .poll(() => side('Compared with it').locator('.product-title').allTextContents())
      .toEqual(items.map(({ title }: { title: string }) => title));
  });

  it('shows all placements with their rules beside the history', async () => {
    await page.goto(`${world.url}${link}&list=placements`);
    const home = side('a-home');
    await home.locator('.item').first().waitFor();
    expect(await home.locator('.acting').textContent()).toContain('soap at home');
    expect(await home.locator('.product-title').first().textContent()).toBe('Soap');
    expect(await side('b-more').locator('.acting').count()).toBe(0);
    await page.locator('.time-line b').getByText('Apples').waitFor();
  });

  it('is accessible side by side', async () => {
    await world.expectAccessible(`${link}&tags=spring&rules2=off`, (opened) =>
      opened.locator('.side-by-side .reason').first().waitFor(),
    );
  });

  it('compares in German', async () => {
    await field('Language').selectOption('Deutsch');
    await page.goto(`${world.url}${link}&tags=spring&rules=off&rules2=on`);
    await page.getByText('1 neu, 1 fallen heraus, 3 verschoben').waitFor();
    expect(await page.locator('.rule-effects').first().textContent()).toContain('angeheftet von');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { createLogger, parseConfig } from '@stars/platform';
import { SEEDED } from '@stars/service-gateway/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConsoleWorld } from './testing/console-world.js';
import { PlacementsView } from './testing/placements-view.js';

let world: Awaited<ReturnType<typeof ConsoleWorld.ofGateway>>;
let page: Page;
let view: PlacementsView;
let problems: string[];

beforeAll(async () => {
  world = await ConsoleWorld.ofGateway();
});
afterAll(() => world?.close());

beforeEach(async () => {
  problems = [];
  page = await world.open('/placements', problems);
  view = new PlacementsView(page);
});
afterEach(async () => {
  await page.context().close();
  const { rules } = (await world.gateway.get('/v1/rules')).body;
  for (const { name } of rules) await world.gateway.post('/v1/rules/delete', { name });
  expect(problems).toEqual([]);
});

const put = (name: string, given: object) => world.gateway.post('/v1/rules', { name, rule: given });
const pin = (itemId: string) => ({ pin: { pins: [{ item_id: itemId, position: 0 }] } });
const titlesOn = async (surface: string): Promise<string[]> => {
  const { body } = await world.gateway.get(`/v1/recommend?user_id=${SEEDED.fruitUser}&surface=${surface}`);
  return body.items.map(({ title }: { title: string }) => title);
};
/** A day of the shop, which is in UTC, so many days from now. */
const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

describe('placements', () => {
  it('say that there is no rule yet', async () => {
    await page.getByText('There is no rule here yet').waitFor();
  });

  it('show rules in their order, with words and states, and as a calendar that the keyboard opens', async () => {
    const items = { in: { field: 'category', values: ['fruit'] } };
    await put('a-live', { action: pin('soap'), state: 'live', until: day(20), condition: { regions: ['north'] } });
    await put('b-later', { action: { boost: { items, factor: 3 } }, state: 'live', from: day(2), priority: 5 });
    await put('c-over', { action: { exclude: items }, state: 'live', until: day(-400) });
    await put('d-off', { action: { cap: { field: 'brand', items: 1 } }, state: 'paused' });
    await page.reload();
    await view.rule('a-live').waitFor();
    expect(await page.locator('.rule-name').allTextContents()).toEqual([
      ...['b-later Scheduled', 'a-live Live', 'c-over Ended', 'd-off Off'],
    ]);
    expect(await view.rule('b-later').locator('.rule-words').textContent()).toMatch(
      /^Show items of category fruit more \(factor 3\), from /,
    );
    await view.field('View').selectOption('Week');
    const bar = page.locator('.calendar button', { hasText: 'a-live' });
    await bar.waitFor();
    expect(await page.locator('.calendar button', { hasText: 'c-over' }).count()).toBe(0);
    await bar.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Rule a-live' }).waitFor();
    expect(await view.field('Until').inputValue()).toBe(`${day(20)}T00:00`);
  });

  it('change the settings of a list, and roll them back', async () => {
    await page.goto(`${world.url}/placements?surface=discover`);
    const all = (await titlesOn('discover')).length;
    await view.button('Edit settings').click();
    await view.field('Items').fill('2');
    await view.confirm('Save settings');
    await expect.poll(async () => (await titlesOn('discover')).length).toBe(2);
    await view.button('Edit settings').click();
    await view.field('Items').fill('3');
    await view.confirm('Save settings');
    await page.locator('summary', { hasText: 'Versions' }).click();
    await view.confirm('Roll back to version 1');
    await expect.poll(async () => (await titlesOn('discover')).length).toBe(2);
    await world.gateway.post('/v1/surfaces/delete', { name: 'discover' });
    await expect.poll(async () => (await titlesOn('discover')).length).toBe(all);
  });

  it('switch all rules off and on', async () => {
    await put('switched', { action: pin('bleach'), state: 'live', priority: 9 });
    await page.reload();
    await expect.poll(async () => (await titlesOn('cart'))[0]).toBe('Bleach');
    await view.confirm('Switch all rules off');
    await page.getByText('All rules are off.').waitFor();
    await view.rule('switched').getByText('Off').waitFor();
    expect((await titlesOn('cart'))[0]).not.toBe('Bleach');
    await view.confirm('Switch rules on again');
    await view.rule('switched').getByText('Live').waitFor();
  });

  it('speak German', async () => {
    await put('deutsch', { action: pin('soap'), until: '2030-01-01' });
    await view.field('Language').selectOption('Deutsch');
    await view.rule('deutsch').getByText('Anheften: Soap an Platz 1, bis zum Ende des 31.12.2029').waitFor();
  });

  it('are accessible as a list, as a calendar and as a form', async () => {
    await put('seen', { action: pin('soap'), state: 'live', priority: 8 });
    await world.expectAccessible('/placements?surface=discover', (opened) => opened.locator('.set').waitFor());
    await world.expectAccessible('/placements?view=month', (opened) =>
      opened.locator('.bar-of-rule').first().waitFor(),
    );
    const form = `/placements?edit=rule&name=seen&user=${SEEDED.fruitUser}`;
    await world.expectAccessible(form, (opened) => opened.locator('#preview-summary').waitFor());
  });
});

describe('placements of a server that knows its callers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-placements-'));
  const newKey = (rights: readonly Right[]): string => {
    const given = { name: rights.join(), rights, tenants: ['default'], expires: Date.now() + 3_600_000 };
    return createKey(join(folder, 'keys.json'), given, Date.now()).token!;
  };
  const [reader, merchandiser] = [newKey(['recommend']), newKey(['rules'])];
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

  it('say which right a key lacks, and show rules without the right for surfaces', async () => {
    const give = async (key: string): Promise<void> => {
      await page.getByRole('textbox', { name: 'API key' }).fill(key);
      await view.button('Use key').click();
    };
    await page.goto(`${closed.url}/placements?surface=discover`);
    await give(reader);
    await page.getByText('It needs the right rules.').waitFor();
    await view.button('Forget key').first().click();
    await give(merchandiser);
    await page.getByText('There is no rule here yet').waitFor();
    await page.getByText('It needs the right surfaces.').waitFor();
  });
});

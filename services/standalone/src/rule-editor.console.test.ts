import { SEEDED } from '@stars/service-gateway/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('the form of a rule', () => {
  it('lets a merchandiser pin a product for a week on one surface, see it before, and roll it back', async () => {
    const before = await titlesOn('discover');
    await view.field('Placement').selectOption('discover');
    await view.button('New rule').click();
    await view.field('Name').fill('bleach-week');
    await view.field('Find an item').fill('bleach');
    await view.button('Add Bleach').click();
    await view.field('User').fill(SEEDED.fruitUser);
    await expect.poll(() => view.previewed('With the rule')).toHaveLength(before.length);
    expect(await view.previewed('Now')).toEqual(before);
    expect((await view.previewed('With the rule'))[0]).toBe('Bleach');
    await page.locator('#preview .badge', { hasText: 'up' }).first().waitFor();
    await view.button('Save as a draft').click();
    await page.getByText('Saved as version 1.').waitFor();
    expect(await titlesOn('discover')).toEqual(before);

    await view.field('From').fill(`${day(-1)}T00:00`);
    await view.field('Until').fill(`${day(6)}T00:00`);
    await view.confirm('Publish');
    await page.getByText('Saved as version 2.').waitFor();
    // The server's clock stands at the last event of the data: the week of the rule is later.
    expect(await titlesOn('discover')).toEqual(before);
    await view.field('From').fill('2017-11-01T00:00');
    await view.confirm('Publish');
    await page.getByText('Saved as version 3.').waitFor();
    await expect.poll(async () => (await titlesOn('discover'))[0]).toBe('Bleach');

    await page.getByText('from: 2017-11-01T00:00').or(page.getByText('→ 2017-11-01T00:00')).first().waitFor();
    await view.confirm('Roll back to version 1');
    await page.getByText('Saved as version 4.').waitFor();
    await expect.poll(() => titlesOn('discover')).toEqual(before);
    await view.button('Back to the rules').click();
    await view.rule('bleach-week').getByText('Draft').waitFor();
    expect(await view.rule('bleach-week').locator('.rule-words').textContent()).toBe(
      'Pin Bleach to place 1, on discover',
    );
  });

  it('deletes a rule, and lets it be rolled back', async () => {
    await put('gone', { action: pin('soap') });
    await page.goto(`${world.url}/placements?edit=rule&name=gone`);
    await view.confirm('Delete');
    await page.getByText('gone was deleted').waitFor();
    expect((await world.gateway.get('/v1/rules')).body.rules.map(({ name }: { name: string }) => name)).not.toContain(
      'gone',
    );
    await view.confirm('Roll back to version 1');
    await page.getByText('Saved as version 3.').waitFor();
    await view.field('Place of Soap').waitFor();
  });

  it('shows the error of a field beside it, and a conflict with what another person saved', async () => {
    await put('shared', { action: pin('rye') });
    await page.goto(`${world.url}/placements?edit=rule&name=shared`);
    await view.field('Place of Rye bread').fill('0');
    await view.button('Save as a draft').click();
    await page.getByText('STARS_OUT_OF_RANGE').first().waitFor();
    expect(await view.field('Place of Rye bread').getAttribute('aria-invalid')).toBe('true');
    await view.field('Place of Rye bread').fill('2');
    await put('shared', { action: pin('soap'), note: 'mine' });
    await view.button('Save as a draft').click();
    await page.getByText('Somebody else has changed this meanwhile').waitFor();
    await view.button('Load the newest version').click();
    await view.field('Place of Soap').waitFor();
    expect(await view.field('Note for colleagues').inputValue()).toBe('mine');
    await view.button('Save as a draft').click();
    await page.getByText('Saved as version 3.').waitFor();
  });

  it('says that a name is taken, also by a rule that was deleted', async () => {
    await put('old', { action: pin('rye') });
    await world.gateway.post('/v1/rules/delete', { name: 'old' });
    await page.goto(`${world.url}/placements?edit=new`);
    await view.field('Name').fill('old');
    await view.button('Save as a draft').click();
    await page.getByText('pins').first().waitFor();
    await view.field('Find an item').fill('soap');
    await view.button('Add Soap').click();
    await view.button('Save as a draft').click();
    await page.getByText('A rule has this name').waitFor();
    await view.field('Name').fill('new name');
    await view.field('Regions').fill('north');
    await view.button('Save as a draft').click();
    await page.getByText('Saved as version 1.').waitFor();
    // What was written is there, although nobody pressed Enter.
    const { versions } = (await world.gateway.get('/v1/rules?name=new%20name')).body.rules[0];
    expect(versions[0].rule.condition.regions).toEqual(['north']);
  });

  it('keeps what the form cannot show', async () => {
    const items = { any: { operands: [{ in: { field: 'brand', values: ['Farm'] } }, { not: { all: {} } }] } };
    const users = { events: [{ types: ['view', 'purchase'], within_days: 3 }] };
    await put('kept', { action: { exclude: items }, condition: { users } });
    await page.goto(`${world.url}/placements?edit=rule&name=kept`);
    await view.field('Note for colleagues').fill('noted');
    await view.button('Save as a draft').click();
    await page.getByText('Saved as version 2.').waitFor();
    const { versions } = (await world.gateway.get('/v1/rules?name=kept')).body.rules[0];
    expect(versions[0].rule).toMatchObject({ ...versions[1].rule, note: 'noted' });
  });
});

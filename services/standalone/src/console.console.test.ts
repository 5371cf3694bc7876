import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleWorld } from './testing/console-world.js';

const PAGES = ['explorer', 'catalogue', 'placements', 'models', 'today', 'operations', 'start'];
/** Of the first view, compressed. */
const SCRIPT_BYTES = 250_000;
/** The goal is a second on a machine that does nothing else; tests share theirs. */
const FIRST_VIEW_MS = 5000;

let world: Awaited<ReturnType<typeof ConsoleWorld.ofGateway>>;
let page: Page;
let problems: string[];

beforeAll(async () => {
  world = await ConsoleWorld.ofGateway();
});
afterAll(() => world?.close());

beforeEach(async () => {
  problems = [];
  page = await world.open('/', problems);
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

const field = (label: string) => page.getByLabel(label, { exact: true });

describe('the frame of all pages', () => {
  it('loads little, soon, and all of it from this server', async () => {
    const { scriptBytes, ms } = await world.firstView('/explorer');
    console.info(`first view of /explorer: ${(scriptBytes / 1000).toFixed(0)} kB of scripts, ${ms.toFixed(0)} ms`);
    expect(scriptBytes).toBeGreaterThan(10_000);
    expect(scriptBytes).toBeLessThan(SCRIPT_BYTES);
    expect(ms).toBeLessThan(FIRST_VIEW_MS);
    const loaded = await page.evaluate<string[]>("performance.getEntriesByType('resource').map(({ name }) => name)");
    expect(new Set(loaded.map((url) => new URL(url).origin))).toEqual(new Set([world.url]));
  });

  it.each(PAGES)('opens /%s by its link', async (name) => {
    await page.goto(`${world.url}/${name}`);
    await page.locator('h1').waitFor();
    expect(await page.locator('nav [aria-current=page]').getAttribute('href')).toBe(`/${name}`);
  });

  it('leads from page to page by the keyboard, and says the new page', async () => {
    await page.getByRole('heading', { level: 1, name: 'Explorer' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the page');
    await page.getByRole('link', { name: 'Models' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Models');
    expect([await page.title(), new URL(page.url()).pathname]).toEqual(['Models · STARS console', '/models']);
  });

  it('has its navigation in a drawer where the screen is narrow', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Today' }).click();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('speaks German, and remembers it', async () => {
    await field('Language').selectOption('Deutsch');
    await page.getByLabel('Benutzer', { exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Empfehlen', exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
  });

  it('cannot be framed, runs no foreign or inline script, and keeps only what never changes', async () => {
    const { headers } = await fetch(`${world.url}/operations`);
    const policy = headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(`${part};`.replace(/;$/, ''));
    }
    expect(policy).not.toContain('unsafe');
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
    const script = /src="(\/console\/[^"]+\.js)"/.exec(await (await fetch(world.url)).text())![1]!;
    const file = await fetch(world.url + script);
    expect([file.headers.get('cache-control'), file.headers.get('content-encoding')]).toEqual([
      'public, max-age=31536000, immutable',
      'gzip',
    ]);
    for (const path of ['/console/licences.md', '/console/..%2Findex.html', '/console/none.js', '/console/.stamp']) {
      expect((await fetch(world.url + path)).status, path).toBe(404);
    }
  });
});

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { createLogger, parseConfig } from '@stars/platform';
import { ConsoleModule } from '@stars/service-console';
import { newTestGateway, SEEDED, type TestGateway } from '@stars/service-gateway/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const executablePath = process.env['STARS_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';

let gateway: TestGateway;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  if (!existsSync(executablePath)) throw new Error(`there is no browser at ${executablePath}: install chromium`);
  const exampleUsers = async () => [SEEDED.fruitUser, SEEDED.notEncoded];
  gateway = await newTestGateway({ beside: [ConsoleModule.register({ exampleUsers })] });
  // Containers rarely allow Chromium's sandbox; the page under test is ours.
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.close();
});

beforeEach(async () => {
  problems = [];
  page = await browser.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`http://127.0.0.1:${gateway.httpPort}/`);
});
afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

const field = (label: string) => page.getByLabel(label, { exact: true });
const titles = () => page.locator('#items .title').allTextContents();
const recommend = () => page.getByRole('button', { name: 'Recommend', exact: true }).click();

describe('the console', () => {
  it('shows a user’s list as the gateway answers it: titles, reasons, sources and scores', async () => {
    await field('User').fill(SEEDED.fruitUser);
    await field('Region').fill('north');
    await field('Items').fill('4');
    await recommend();
    await page.getByRole('heading', { name: `For ${SEEDED.fruitUser}` }).waitFor();
    const answer = await gateway.get(`/v1/recommend?user_id=${SEEDED.fruitUser}&region=north&k=4`);
    expect(await titles()).toEqual(answer.body.items.map((item: { title: string }) => item.title));
    expect(await page.locator('#items .reason').allTextContents()).toEqual(
      answer.body.items.map((item: { reason: string }) => item.reason),
    );
    const first = page.locator('#items').getByRole('listitem').first();
    expect(await first.textContent()).toContain('buy again');
    expect(await first.textContent()).toContain('score 0.890');
    expect(await page.locator('#summary').textContent()).toContain('4 items · model m1');
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
    }));
    const degradations = [{ code: 'X', message: hostile[0] }];
    await page.route('**/v1/recommend', (route) =>
      route.fulfill({ json: { items, degradations, model_version: hostile[1] } }),
    );
    const elements = await page.locator('#answer *').count();
    const title = await page.title();
    await field('User').fill(hostile[0]!);
    await recommend();
    await page.getByRole('heading', { name: `For ${hostile[0]}` }).waitFor();
    expect(await titles()).toEqual(hostile);
    expect(await page.locator('#items .reason').allTextContents()).toEqual(hostile);
    await page.locator('#items .title').nth(2).hover();
    expect([await page.title(), await page.locator('#answer :is(img, script, b)').count()]).toEqual([title, 0]);
    // Nine elements an item, two for the degradation.
    expect((await page.locator('#answer *').count()) - elements).toBe(items.length * 9 + 2);
  });

  it('requests the chosen list', async () => {
    await field('User').fill(SEEDED.fruitUser);
    await field('List').selectOption('Present intent');
    await recommend();
    await page.getByRole('heading', { name: 'For' }).waitFor();
    const sources = new Set(await page.locator('#items .source').allTextContents());
    expect([...sources]).toEqual(['present intent']);
  });

  it('works with the keyboard alone', async () => {
    await field('User').focus();
    await page.keyboard.type(SEEDED.notEncoded);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `For ${SEEDED.notEncoded}` }).waitFor();
    expect((await titles())[0]).toBe('Soap');
    // Tab reaches every input, in the order of the page.
    await field('User').focus();
    const reached: string[] = [];
    for (let i = 0; i < 7; i++) {
      reached.push(await page.evaluate('document.activeElement.id || document.activeElement.textContent'));
      await page.keyboard.press('Tab');
    }
    expect(reached).toEqual(['user', SEEDED.fruitUser, SEEDED.notEncoded, 'region', 'mode', 'k', 'Recommend']);
  });

  it('offers example users of the data', async () => {
    await page.getByRole('button', { name: `Recommend for user ${SEEDED.fruitUser}` }).click();
    await page.getByRole('heading', { name: `For ${SEEDED.fruitUser}` }).waitFor();
    expect(await field('User').inputValue()).toBe(SEEDED.fruitUser);
  });

  it('says why an answer is degraded', async () => {
    await field('User').fill('a stranger');
    await recommend();
    await page.locator('#degradations').waitFor();
    expect(await page.locator('#degradations').textContent()).toContain('STARS_UNKNOWN_USER');
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
    await page.getByRole('heading', { name: 'For' }).waitFor();
    expect(await alert.isVisible()).toBe(false);
    expect(await titles()).toHaveLength(2);
  });

  it.each(['light', 'dark'] as const)(
    'is readable in the %s: text and page have enough contrast',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await field('User').fill(SEEDED.fruitUser);
      await recommend();
      await page.locator('#items .reason').first().waitFor();
      for (const selector of ['.title', '.reason', '.score', '.source']) {
        const contrast = await page.locator(`#items ${selector}`).first().evaluate(contrastWithCard);
        expect(contrast, selector).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('cannot be framed, and loads no foreign scripts', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/`);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe('the console of a server that knows its callers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-console-'));
  const newKey = (rights: readonly Right[], tenants = ['default']): string => {
    const given = { name: 'ann', rights, tenants, expires: Date.now() + 3_600_000 };
    return createKey(join(folder, 'keys.json'), given, Date.now()).token!;
  };
  const [key, noExamples, till] = [newKey(['recommend', 'console-read']), newKey(['recommend']), newKey(['track'])];
  const north = newKey(['console-read'], ['north', 'default']);
  let closed: TestGateway;
  let url: string;
  beforeAll(async () => {
    const settings = parseConfig(z.object(accessEnvironment), {});
    const logger = createLogger('test', { level: 'silent' });
    const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
    const exampleUsers = async (tenant: string) => (tenant === 'default' ? [SEEDED.fruitUser] : [`${tenant}-1`]);
    closed = await newTestGateway({ access, beside: [ConsoleModule.register({ exampleUsers })] });
    url = `http://127.0.0.1:${closed.httpPort}/`;
  });
  afterAll(async () => {
    await closed?.close();
    rmSync(folder, { recursive: true });
  });

  const giveKey = async (text: string) => {
    await field('API key').fill(text);
    await page.getByRole('button', { name: 'Use key' }).click();
  };

  it('asks for a key, keeps it for this tab only, and shows lists with it', async () => {
    await page.goto(url);
    await field('User').fill(SEEDED.fruitUser);
    await giveKey('stars_wrong');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('STARS_UNAUTHENTICATED');
    await giveKey(till);
    await page.getByText('STARS_PERMISSION_DENIED').waitFor();
    await giveKey(key);
    await page.getByRole('heading', { name: `For ${SEEDED.fruitUser}` }).waitFor();
    await page.getByRole('button', { name: `Recommend for user ${SEEDED.fruitUser}` }).waitFor();
    expect(await field('API key').isVisible()).toBe(false);
    expect(page.url()).toBe(url);
    const other = await browser.newPage();
    await other.goto(url);
    await other.getByLabel('API key', { exact: true }).waitFor();
    await other.close();
  });

  it('gives example users only to who may read the console', async () => {
    const status = async (authorization?: string): Promise<number> => {
      const headers = authorization === undefined ? {} : { authorization: `Bearer ${authorization}` };
      return (await fetch(`${url}Console/Examples/`, { headers })).status;
    };
    expect([await status(), await status(till), await status(noExamples), await status(key)]).toEqual([
      401, 403, 403, 200,
    ]);
    const ofNorth = await fetch(`${url}console/examples`, { headers: { authorization: `Bearer ${north}` } });
    expect(await ofNorth.json()).toEqual({ user_ids: ['north-1'] });
    for (const path of ['', 'console/console.js', 'console/caller.js'])
      expect((await fetch(url + path)).status).toBe(200);
  });
});

/** WCAG contrast of an element's text with its card; runs in the browser. */
const contrastWithCard = new Function(
  'element',
  `const luminance = (color) => {
     const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(Number).map((value) => {
       const c = value / 255;
       return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
     });
     return 0.2126 * r + 0.7152 * g + 0.0722 * b;
   };
   const ink = luminance(getComputedStyle(element).color);
   const card = luminance(getComputedStyle(element.closest('.item')).backgroundColor);
   return (Math.max(ink, card) + 0.05) / (Math.min(ink, card) + 0.05);`,
) as (element: unknown) => number;

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ConsoleModule } from '@stars/service-console';
import { newTestGateway, type TestGateway, type TestGatewayOptions } from '@stars/service-gateway/testing';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const EXECUTABLE = process.env['STARS_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** How a page has to look good. */
export const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, width })),
);
export type Look = (typeof LOOKS)[number];

/** What the first view may load and take. */
export interface FirstView {
  /** Bytes of scripts as they came over the network, compressed. */
  scriptBytes: number;
  /** From the start of the navigation until the heading of the page was there, ms. */
  ms: number;
}

/** The web console of a server with data, in a real browser. */
export class ConsoleWorld {
  private constructor(
    readonly browser: Browser,
    /** Of the server, such as `http://127.0.0.1:1234`. */
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  /** Of a gateway with the seeded shop of `SEEDED`. Errors: without a browser. */
  static async ofGateway(options: TestGatewayOptions = {}): Promise<ConsoleWorld & { gateway: TestGateway }> {
    const gateway = await newTestGateway({ ...options, beside: [ConsoleModule.register()] });
    return Object.assign(await ConsoleWorld.at(gateway.httpPort, gateway.close), { gateway });
  }

  /** Of a server that runs, such as one that `startStandalone` gave. */
  static async at(httpPort: number, stop: () => Promise<void>): Promise<ConsoleWorld> {
    if (!existsSync(EXECUTABLE)) throw new Error(`there is no browser at ${EXECUTABLE}: install chromium`);
    // Containers rarely allow Chromium's sandbox; the page under test is ours.
    const browser = await chromium.launch({
      executablePath: EXECUTABLE,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    return new ConsoleWorld(browser, `http://127.0.0.1:${httpPort}`, async () => {
      await browser.close();
      await stop();
    });
  }

  /** A page in English, in a session of its own. `problems` gets errors of scripts, and what the policy of the page refused. */
  async open(path: string, problems: string[] = []): Promise<Page> {
    const context = await this.browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) problems.push(message.text());
    });
    await page.goto(this.url + path);
    return page;
  }

  /** Opens a page in each look, waits for it, and fails with what axe finds serious there, and if it is wider than the screen. */
  async expectAccessible(path: string, whenReady: (page: Page) => Promise<unknown>): Promise<void> {
    const page = await this.open(path);
    // The policy of the page allows no script element: the browser evaluates it.
    await page.evaluate(AXE);
    for (const look of LOOKS) {
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width: look.width, height: 900 });
      await whenReady(page);
      expect(await seriousFindings(page), JSON.stringify(look)).toEqual([]);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width, JSON.stringify(look)).toBeLessThanOrEqual(look.width);
    }
    await page.context().close();
  }

  /** Loads a page with nothing cached. */
  async firstView(path: string): Promise<FirstView> {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    const begin = performance.now();
    await page.goto(this.url + path);
    await page.locator('h1').waitFor();
    const ms = performance.now() - begin;
    const scriptBytes = await page.evaluate<number>(
      `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
         .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
    );
    await context.close();
    return { scriptBytes, ms };
  }
}

/** Rules with the elements that break them, of those that axe calls serious or critical. */
async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

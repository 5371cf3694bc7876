import { newTestGateway, SEEDED, type TestGateway } from '@stars/service-gateway/testing';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const executablePath = process.env['STARS_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';

let gateway: TestGateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await newTestGateway();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.close();
});

it('shows every call, and sends one', async () => {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`http://127.0.0.1:${gateway.httpPort}/docs`);
  const call = page.locator('#operations-RecommendationService-Recommend');
  await call.click();
  await call.getByRole('button', { name: 'Try it out' }).click();
  await call.locator('textarea').fill(JSON.stringify({ user_id: SEEDED.fruitUser, k: 3 }));
  await call.getByRole('button', { name: 'Execute' }).click();
  const answer = call.locator('.live-responses-table .response-col_description .microlight').first();
  await answer.waitFor();
  expect(await answer.textContent()).toContain('"recommendation_id"');
  const document = await (await fetch(`http://127.0.0.1:${gateway.httpPort}/openapi.json`)).json();
  const operations = Object.values((document as { paths: Record<string, object> }).paths).flatMap(Object.keys);
  expect(await page.locator('.opblock').count()).toBe(operations.length);
  expect(problems).toEqual([]);
});

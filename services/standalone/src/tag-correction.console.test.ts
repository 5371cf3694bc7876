import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAudit } from '@stars/audit';
import { createLogger } from '@stars/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { ConsoleWorld } from './testing/console-world.js';

let dataDir: string;
let standalone: Standalone;
let world: ConsoleWorld;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-tag-correction-'));
  // With the local text models, whose tags are corrected.
  standalone = await startStandalone({
    ...{ dataDir, listen: { grpcPort: 0, httpPort: 0 }, vocabulary: 'grocery' },
    logger: createLogger('standalone', { level: 'silent' }),
  });
  world = await ConsoleWorld.at(standalone.ports!.httpPort, () => standalone.close());
  const items = [
    { item_id: 'latte', title: 'Pumpkin spice oat milk latte, vegan' },
    { item_id: 'soap', title: 'Dish soap, lemon' },
  ];
  const headers = { 'content-type': 'application/json' };
  await fetch(`${world.url}/v1/items`, { method: 'POST', headers, body: JSON.stringify({ items }) });
  await standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
});
afterAll(async () => {
  await world?.close();
  rmSync(dataDir, { recursive: true });
});

it('shows a corrected tag in the item and in the search once the tagger has applied it; the audit log has it', async () => {
  const problems: string[] = [];
  const page = await world.open('/catalogue?item=latte', problems);
  const tags = page.getByRole('list', { name: 'Tags' });
  const tagged = page.getByRole('row', { name: 'Tagged' });
  await tagged.getByText(/from version \d+, by .*stored .*UTC/).waitFor();
  await page.getByText(/^changed .*UTC$/).waitFor();
  const wrong = (await tags.getByRole('link').first().textContent())!;

  // By the keyboard alone.
  await page.getByText('Correct the tags').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Gluten free');
  await page.keyboard.press('Tab');
  await page.getByLabel('Tag to remove').selectOption(wrong);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText(`Removed by a person: ${wrong}`).waitFor();
  await tags.getByText('diet:gluten_free').waitFor();
  await tags.getByText('by a person').waitFor();
  await page.getByText('The tagger has not applied the correction yet.').waitFor({ state: 'detached' });
  expect(await tags.getByRole('link', { name: wrong, exact: true }).count()).toBe(0);

  await tags.getByRole('link', { name: 'diet:gluten_free' }).click();
  await page.locator('#count', { hasText: '1 in stock' }).waitFor();
  expect(await page.locator('.cards .product-title').allTextContents()).toEqual([
    'Pumpkin spice oat milk latte, vegan',
  ]);

  const audited: unknown[] = [];
  for await (const { action, outcome, target } of readAudit(standalone.stack.bus)) {
    if (action === 'CorrectTags') audited.push([outcome, target]);
  }
  const target = { itemId: 'latte', add: ['Gluten free'], remove: [wrong], withdrawn: false };
  expect(audited.at(-1)).toEqual(['done', target]);
  expect(problems).toEqual([]);
});

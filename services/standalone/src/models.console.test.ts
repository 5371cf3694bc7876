import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogItem, encodeCatalogUpsert, encodeModelManifest, TOPICS } from '@stars/contracts';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { createLogger } from '@stars/platform';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { ConsoleWorld } from './testing/console-world.js';
import { tinyTextModels } from './testing/plain-text-models.js';

const ITEMS = ['figs', 'dates', 'bread'];
const dataDir = mkdtempSync(join(tmpdir(), 'stars-models-page-'));
let standalone: Standalone;
let world: ConsoleWorld;
let page: Page;
let problems: string[];

const drained = () => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(120_000) });

/** As if it had been trained: the embedder fills its vectors and lets it serve. */
async function announce(version: string, ndcg: number): Promise<void> {
  const manifest = { tenantId: 'default', metrics: { ndcg, recall: 0.5 } };
  const saved = await saveTinyModel(new ModelStore(join(dataDir, 'models')), version, ITEMS, { manifest });
  await standalone.stack.bus.publish(TOPICS.models, [encodeModelManifest(saved)]);
  await drained();
}

beforeAll(async () => {
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: tinyTextModels,
  });
  world = await ConsoleWorld.at(standalone.ports!.httpPort, () => standalone.close());
});
afterAll(async () => {
  await world?.close();
  rmSync(dataDir, { recursive: true });
});

beforeEach(async () => {
  problems = [];
  page = await world.open('/models', problems);
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

const rowOf = (version: string) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name: version, exact: true }) });
const confirm = async (label: string) => {
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('dialog').getByRole('button', { name: label }).click();
};

it('says what to do where there is no model', async () => {
  await page.getByText('No model yet').waitFor();
  await world.expectAccessible('/models', (view) => view.getByText('No model yet').waitFor());
});

it('lets an engineer compare two versions, let one serve, and roll back', async () => {
  const items = ITEMS.map((itemId) =>
    encodeCatalogUpsert(CatalogItem.fromPartial({ tenantId: 'default', itemId, version: 1, title: itemId })),
  );
  await standalone.stack.bus.publish(TOPICS.catalog, items);
  await announce('first', 0.25);
  await announce('second', 0.375);
  await rowOf('second').getByText('Serves').waitFor();

  await page.getByRole('button', { name: 'Compare with first' }).click();
  const measured = page.getByRole('region', { name: 'Compare' }).getByRole('row', { name: /ndcg/ });
  expect(await measured.getByRole('cell').allTextContents()).toEqual(['0.375', '0.25', '0.125']);

  await confirm('Roll back');
  await rowOf('first').getByText('Serves').waitFor();
  await expect.poll(() => standalone.servedVersion('default'), { timeout: 60_000 }).toBe('first');
  await rowOf('second').getByText('Rolled back').waitFor();

  await page.getByRole('button', { name: 'second', exact: true }).click();
  await confirm('Let it serve');
  await rowOf('second').getByText('Serves').waitFor();
  await expect.poll(() => standalone.servedVersion('default'), { timeout: 60_000 }).toBe('second');
  const steps = page.getByRole('listitem').filter({ hasText: 'it serves' });
  expect(await steps.count()).toBeGreaterThanOrEqual(2);

  await world.expectAccessible('/models?beside=first', (view) => view.getByText('0.125').waitFor());
});

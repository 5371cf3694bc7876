import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecommendRequest, recommendationClient } from '@stars/contracts';
import { createLogger } from '@stars/platform';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone, StandaloneOptions } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const WAIT = { timeout: 30_000, interval: 50 };

let dataDir: string;
let running: Standalone[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-standalone-'));
  running = [];
});
afterEach(async () => {
  for (const standalone of running) await standalone.close();
  rmSync(dataDir, { recursive: true });
});

async function start(part: Partial<StandaloneOptions> = {}): Promise<Standalone> {
  const standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
    ...part,
  });
  running.push(standalone);
  return standalone;
}

async function stop(standalone: Standalone): Promise<void> {
  running.splice(running.indexOf(standalone), 1);
  await standalone.close();
}

const http = async (standalone: Standalone, path: string, body?: unknown) => {
  const init = body
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : undefined;
  return fetch(`http://127.0.0.1:${standalone.ports!.httpPort}${path}`, init);
};

const items = [
  { item_id: 'fig', title: 'Figs', category: ['grocery', 'fruit'], price: 2 },
  { item_id: 'rye', title: 'Rye bread', category: ['grocery', 'bread'], price: 3 },
];

describe('standalone', () => {
  it('carries items from the API through the bus into answers, and keeps them over a restart', async () => {
    const first = await start();
    expect((await http(first, '/v1/items', { items })).status).toBe(200);
    const progress: number[] = [];
    await first.drain({
      pollMs: 20,
      signal: AbortSignal.timeout(30_000),
      onProgress: ({ total }) => progress.push(total),
    });
    expect(progress.at(-1)).toBe(0);
    const features = await first.stack.catalog.getFeatures('default', ['fig', 'rye']);
    expect(features.map((feature) => feature?.embeddingModel)).toEqual(['plain@1', 'plain@1']);

    const client = recommendationClient(`127.0.0.1:${first.ports!.grpcPort}`);
    const request = RecommendRequest.fromPartial({ userId: 'anna', k: 2 });
    const answer = await client.recommend(request);
    client.close();
    // The second of the call is the newer one.
    expect(answer.items.map(({ itemId, title }) => [itemId, title])).toEqual([
      ['rye', 'Rye bread'],
      ['fig', 'Figs'],
    ]);
    expect(answer.degradations.map(({ code }) => code)).toContain('STARS_MODEL_NOT_READY');
    await stop(first);

    const second = await start();
    const again = await http(second, '/v1/recommend', { user_id: 'anna', k: 2 });
    expect(await again.json()).toMatchObject({ items: [{ item_id: 'rye' }, { item_id: 'fig' }] });
  });

  it('serves a shop without a model what a user did and what sells best, from its first events on', async () => {
    const standalone = await start();
    const more = ['soap', 'milk'].map((id) => ({ item_id: id, title: id, category: ['grocery', 'other'], price: 1 }));
    await http(standalone, '/v1/items', { items: [...items, ...more] });
    const bought = (userId: string, itemId: string, type = 'purchase') => ({
      ...{ user_id: userId, item_id: itemId, type, region: userId === 'dora' ? 'south' : 'north' },
      time: new Date().toISOString(),
    });
    const track = (...interactions: unknown[]) => http(standalone, '/v1/track', { interactions });
    const listOf = async (body: object): Promise<string[]> => {
      const answer = await (await http(standalone, '/v1/recommend', { k: 4, ...body })).json();
      const { items: list, degradations } = answer as {
        items: { item_id: string }[];
        degradations: { code: string }[];
      };
      expect(degradations.map(({ code }) => code)).toContain('STARS_MODEL_NOT_READY');
      return list.map(({ item_id }) => item_id);
    };
    await vi.waitFor(
      async () => expect(await listOf({ user_id: 'anna' })).toEqual(['milk', 'soap', 'rye', 'fig']),
      WAIT,
    );
    await track(bought('bert', 'fig'), bought('carl', 'fig'), bought('carl', 'rye'), bought('dora', 'soap'));
    // Best sellers, equals by id, then the newest.
    await vi.waitFor(
      async () => expect(await listOf({ user_id: 'anna' })).toEqual(['fig', 'rye', 'soap', 'milk']),
      WAIT,
    );
    expect(await listOf({ user_id: 'anna', region: 'south' })).toEqual(['soap', 'fig', 'rye', 'milk']);
    expect(await listOf({ user_id: 'dora', k: 2 })).toEqual(['soap', 'fig']);
    await track(bought('dora', 'milk', 'view'));
    await vi.waitFor(async () => expect(await listOf({ user_id: 'dora', k: 2 })).toEqual(['milk', 'soap']), WAIT);
    // What sells moves on.
    await track(bought('dora', 'rye'), bought('bert', 'rye'));
    await vi.waitFor(async () => expect((await listOf({ user_id: 'anna' }))[0]).toBe('rye'), WAIT);
    const popular = (await (await http(standalone, '/v1/popular?k=2')).json()) as { items: unknown[] };
    expect(popular.items).toMatchObject([{ item_id: 'rye' }, { item_id: 'fig' }]);
  });

  it('removes a deleted item from answers, and remembers what users did', async () => {
    const standalone = await start();
    await http(standalone, '/v1/items', { items });
    await http(standalone, '/v1/items/delete', { items: [{ item_id: 'rye' }] });
    await http(standalone, '/v1/track', {
      interactions: [{ user_id: 'anna', item_id: 'fig', type: 'purchase', time: '2017-11-20T12:00:00Z' }],
    });
    await standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(30_000) });
    const answer = await http(standalone, '/v1/recommend', { user_id: 'anna', k: 2 });
    expect(((await answer.json()) as { items: unknown[] }).items).toMatchObject([{ item_id: 'fig' }]);
    const [profile] = await standalone.stack.profiles.get('default', ['anna']);
    expect(profile?.history).toMatchObject([{ itemId: 'fig' }]);
  });

  it('patches prices and stock, and names items that are not there', async () => {
    const standalone = await start();
    await http(standalone, '/v1/items', { items });
    const patch = async (...changes: object[]): Promise<unknown> => {
      const address = `http://127.0.0.1:${standalone.ports!.httpPort}/v1/items`;
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(address, {
        ...{ method: 'PATCH', headers },
        body: JSON.stringify({ items: changes }),
      });
      return answer.json();
    };
    await standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(30_000) });
    const changed = await patch({ item_id: 'fig', price: 3, in_stock: true }, { item_id: 'none', in_stock: false });
    expect(changed).toEqual({ accepted: 2, unknown_item_ids: ['none'] });
    expect(await patch({ item_id: 'rye', in_stock: false })).toEqual({ accepted: 1, unknown_item_ids: [] });
    expect(await patch({ item_id: 'fig' })).toMatchObject({
      error: { code: 'STARS_FIELD_REQUIRED', field: 'items[0].price' },
    });
    await standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(30_000) });
    const answer = await http(standalone, '/v1/recommend', { user_id: 'anna', k: 3, details: true });
    expect(((await answer.json()) as { items: unknown[] }).items).toMatchObject([
      { item_id: 'fig', details: { price: 3 } },
    ]);
  });

  it('serves console, health and metrics on one port', async () => {
    const standalone = await start();
    const page = await http(standalone, '/explorer');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('<title>STARS console</title>');
    expect((await http(standalone, '/readyz')).status).toBe(200);
    const metrics = await (await http(standalone, '/metrics')).text();
    expect(metrics).toContain('stars_consumer_lag_messages{consumer="catalog",group="catalog"');
    expect((await http(standalone, '/no-such-page')).status).toBe(404);
  });

  it('runs the consumers without the API', async () => {
    const withApi = await start();
    await http(withApi, '/v1/items', { items });
    await stop(withApi);
    const consumers = await start({ listen: undefined });
    expect(consumers.ports).toBeUndefined();
    await consumers.drain({ pollMs: 20, signal: AbortSignal.timeout(30_000) });
    expect(await consumers.stack.catalog.count('default')).toBe(2);
  });

  it('opens nothing if a port is in use, and leaves nothing open if it cannot start', async () => {
    const standalone = await start();
    const listen = standalone.ports!;
    let [opened, closed] = [0, 0];
    const openTextModels = async () => {
      opened++;
      return { ...(await plainTextModels()), close: async () => void closed++ };
    };
    await expect(start({ listen, openTextModels })).rejects.toMatchObject({ code: 'STARS_PORT_IN_USE' });
    expect(opened).toBe(0);
    await stop(standalone);
    await expect(start({ listen, openTextModels, surfaces: 'none' })).rejects.toThrow();
    expect([opened, closed]).toEqual([1, 1]);
    await start({ listen });
  });
});

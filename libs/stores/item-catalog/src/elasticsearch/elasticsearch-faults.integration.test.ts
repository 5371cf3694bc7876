import { setTimeout as sleep } from 'node:timers/promises';
import { CatalogItem } from '@stars/contracts';
import { mapBounded } from '@stars/platform';
import { type RunningServer, startElasticsearch } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemCatalog } from '../port.js';
import { type ElasticsearchCatalogOptions, openElasticsearchItemCatalog } from './open.js';

const TENANT = 't';
const PATIENT = { firstMs: 100, mostMs: 2_000, withinMs: 240_000 };

describe('Elasticsearch that refuses or is away', () => {
  let server: RunningServer;
  const opened: ItemCatalog[] = [];

  const open = async (options: Partial<ElasticsearchCatalogOptions> = {}): Promise<ItemCatalog> => {
    // A busy machine's reads take their time; tests of the limit set one.
    const catalog = await openElasticsearchItemCatalog({ url: server.url, readTimeoutMs: 60_000, ...options });
    opened.push(catalog);
    return catalog;
  };
  const items = (name: string, count: number, version = 1): CatalogItem[] =>
    Array.from({ length: count }, (_, i) => {
      return CatalogItem.fromPartial({ tenantId: TENANT, itemId: `${name}-${i}`, version, title: `${name} ${i}` });
    });
  /** How many of the named items exist in this version and pass a filter. */
  const stored = async (catalog: ItemCatalog, sent: readonly CatalogItem[]): Promise<number> => {
    const ids = sent.map(({ itemId }) => itemId);
    const found = await catalog.get(TENANT, ids);
    const passes = await catalog.filterIds(TENANT, ids, {});
    return sent.filter(({ version }, i) => found[i]?.version === version && passes[i]).length;
  };
  const ask = async (path: string, method = 'GET', body?: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(server.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  };

  beforeAll(async () => {
    // One writer and a queue of one: it refuses parallel requests of a few clients.
    server = await startElasticsearch({ settings: { 'thread_pool.write.size': 1, 'thread_pool.write.queue_size': 1 } });
  });
  afterAll(async () => {
    for (const catalog of opened) await catalog.close();
    await server?.stop();
  });

  it('429: refused items are sent again, alone, until all are stored', async () => {
    const bulk = { documents: 20, concurrent: 16, retry: PATIENT };
    const catalog = await open({ prefix: 'busy', shards: 3, bulk });
    const sent = items('busy', 2_400);
    const batches = Array.from({ length: 12 }, (_, i) => sent.slice(i * 200, (i + 1) * 200));
    const outcomes = (await Promise.all(batches.map((batch) => catalog.upsert(batch)))).flat();
    expect(await rejections(ask)).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => outcome === 'stored').length).toBe(2_400);
    expect(await stored(catalog, sent)).toBe(2_400);
    expect(await catalog.count(TENANT)).toBe(2_400);
  });

  it('429 for longer than a caller waits: an error that says so, and a repeated call completes it', async () => {
    const before = await rejections(ask);
    const hasty = await open({
      prefix: 'hasty',
      shards: 3,
      bulk: { documents: 5, concurrent: 32, retry: { ...PATIENT, withinMs: 0 } },
    });
    const sent = items('hasty', 1_600);
    const first = await hasty.upsert(sent).catch((error: unknown) => error);
    expect(first).toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect(await rejections(ask)).toBeGreaterThan(before);
    const patient = await open({ prefix: 'hasty', bulk: { retry: PATIENT } });
    const outcomes = await patient.upsert(sent);
    expect(outcomes.filter((outcome) => outcome === 'stale').length).toBe(0);
    expect(await stored(patient, sent)).toBe(1_600);
    expect(await patient.count(TENANT)).toBe(1_600);
  });

  it('disk watermark: writes wait for space, reads go on, and a caller who cannot wait gets an error', {
    tags: ['long'],
  }, async () => {
    const hasty = await open({ prefix: 'full', bulk: { retry: { firstMs: 100, mostMs: 500, withinMs: 2_000 } } });
    const patient = await open({ prefix: 'full', bulk: { retry: PATIENT } });
    const [before, during] = [items('before', 50), items('during', 200)];
    await hasty.upsert(before);
    // Asks for more free space than any disk has: past the flood stage, indexes take no more.
    await ask('/_cluster/settings', 'PUT', { persistent: watermarks('1000tb') });
    await blocked(ask, true);
    await expect(hasty.upsert(during)).rejects.toMatchObject({ code: 'STARS_DISK_FULL' });
    await expect(hasty.delete(TENANT, [{ itemId: 'before-0', version: 2 }])).rejects.toMatchObject({
      code: 'STARS_DISK_FULL',
    });
    const waiting = patient.upsert(during);
    expect(await stored(hasty, before)).toBe(50);
    expect(await stored(hasty, during)).toBe(0);
    await ask('/_cluster/settings', 'PUT', { persistent: watermarks('1b') });
    expect((await waiting).filter((outcome) => outcome === 'stored').length).toBe(200);
    expect(await stored(hasty, [...before, ...during])).toBe(250);
    expect(await hasty.count(TENANT)).toBe(250);
    await ask('/_cluster/settings', 'PUT', {
      persistent: { 'cluster.routing.allocation.disk.threshold_enabled': false },
    });
  });

  it('away while items are written: callers get an error in time, and a retry loses and doubles nothing', {
    tags: ['long'],
  }, async () => {
    const catalog = await open({
      prefix: 'away',
      readTimeoutMs: 1_000,
      bulk: { retry: { ...PATIENT, withinMs: 1_000 } },
    });
    const batches = Array.from({ length: 40 }, (_, i) => items(`batch-${i}`, 50));
    let failures = 0;
    let downAt = 0;
    const writing = mapBounded(batches, 2, async (batch, i) => {
      if (i === 10) {
        await server.kill();
        downAt = performance.now();
      }
      for (;;) {
        try {
          return await catalog.upsert(batch);
        } catch (error) {
          expect(error).toMatchObject({ code: 'STARS_UNAVAILABLE' });
          failures++;
          await sleep(200);
        }
      }
    });
    while (downAt === 0) await sleep(5);
    const asked = performance.now();
    await expect(catalog.filterIds(TENANT, ['batch-0-0'], {})).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    await expect(catalog.get(TENANT, ['batch-0-0'])).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect(performance.now() - asked).toBeLessThan(10_000);
    await sleep(2_000);
    await server.restart();
    await writing;
    expect(failures).toBeGreaterThan(0);
    const reader = await open({ prefix: 'away' });
    expect(await stored(reader, batches.flat())).toBe(2_000);
    expect(await reader.count(TENANT)).toBe(2_000);
    expect(new Set(await reader.latest(TENANT, {}, { by: 'version', limit: 5_000 })).size).toBe(2_000);
  });

  it('hangs: reads end at their limit', async () => {
    const catalog = await open({ prefix: 'hangs', readTimeoutMs: 500 });
    await catalog.upsert(items('i', 1));
    await server.pause();
    try {
      const asked = performance.now();
      await expect(catalog.get(TENANT, ['i-0'])).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
      await expect(catalog.filterIds(TENANT, ['i-0'], { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      expect(performance.now() - asked).toBeLessThan(5_000);
    } finally {
      server.resume();
    }
    const reader = await open({ prefix: 'hangs' });
    expect(await reader.filterIds(TENANT, ['i-0'], {})).toEqual([true]);
  });
});

type Ask = (path: string) => Promise<Record<string, unknown>>;

/** Writes that the server has refused since it started. */
async function rejections(ask: Ask): Promise<number> {
  const { nodes } = (await ask('/_nodes/stats/thread_pool')) as {
    nodes: Record<string, { thread_pool: { write: { rejected: number } } }>;
  };
  return Object.values(nodes)[0]!.thread_pool.write.rejected;
}

async function blocked(ask: Ask, wanted: boolean): Promise<void> {
  for (;;) {
    const settings = await ask('/full-items/_settings/index.blocks.read_only_allow_delete?flat_settings=true');
    const isBlocked = JSON.stringify(settings).includes('"index.blocks.read_only_allow_delete":"true"');
    if (isBlocked === wanted) return;
    await sleep(500);
  }
}

/** Free space that each stage asks for. */
function watermarks(free: string): Record<string, string | boolean> {
  const stage = (name: string): [string, string] => [`cluster.routing.allocation.disk.watermark.${name}`, free];
  return {
    'cluster.routing.allocation.disk.threshold_enabled': true,
    ...Object.fromEntries(['low', 'high', 'flood_stage'].map(stage)),
    'cluster.info.update.interval': '10s',
  };
}

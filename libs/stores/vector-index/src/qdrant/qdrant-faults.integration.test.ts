import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapBounded } from '@stars/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axis, ids, payload, price, record, TENANT, VERSION, WIDTH } from '../contract-fixtures.js';
import type { VectorIndex, VectorRecord } from '../port.js';
import { dropCollections } from '../testing/drop-collections.js';
import { FaultyProxy } from '../testing/faulty-proxy.js';
import { QdrantStandIn } from '../testing/qdrant-stand-in.js';
import { openQdrantVectorIndex, type QdrantVectorIndexOptions } from './open.js';

const url = process.env['QDRANT_URL'];
const apiKey = process.env['QDRANT_API_KEY'];
const HASTY = { firstMs: 20, mostMs: 50, withinMs: 100 };
const PATIENT = { firstMs: 20, mostMs: 500, withinMs: 60_000 };

describe(`Qdrant away, busy or full (${url ? 'a real one' : 'a stand-in of it'})`, () => {
  let standIn: QdrantStandIn | undefined;
  let proxy: FaultyProxy;
  let connection: { url: string; apiKey?: string };
  let prefix: string;

  beforeEach(async () => {
    standIn = url ? undefined : await QdrantStandIn.start();
    connection = { url: url ?? standIn!.url, ...(apiKey ? { apiKey } : {}) };
    proxy = await FaultyProxy.start(connection.url);
    prefix = `test-${randomUUID()}`;
  });
  afterEach(async () => {
    await proxy.stop();
    if (url) await dropCollections(connection, prefix);
    await standIn?.stop();
  });

  const open = async (options: Partial<QdrantVectorIndexOptions>): Promise<VectorIndex> => {
    const index = await openQdrantVectorIndex({
      ...connection,
      url: proxy.url,
      prefix,
      readTimeoutMs: 60_000,
      ...options,
    });
    await index.createCollection(TENANT, VERSION, WIDTH);
    return index;
  };
  const batchesOf = (count: number, size: number): VectorRecord[][] =>
    Array.from({ length: count }, (_, batch) =>
      Array.from({ length: size }, (_, i) =>
        record(`item-${batch}-${i}`, axis(i % WIDTH, 1 + batch), { price: batch }),
      ),
    );
  /** How many of the records are there as they were written, and how many vectors there are in all. */
  const stored = async (index: VectorIndex, records: readonly VectorRecord[]): Promise<[number, number]> => {
    const itemIds = records.map(({ itemId }) => itemId);
    const vectors = await index.getVectors(TENANT, VERSION, itemIds);
    const same = records.filter(({ vector }, i) => vectors[i]?.every((value, at) => value === vector[at])).length;
    return [same, await index.count(TENANT, VERSION)];
  };

  it('away while vectors are written: who waits loses and doubles nothing', async () => {
    const index = await open({ retry: PATIENT });
    const batches = batchesOf(40, 50);
    await mapBounded(batches, 2, async (batch, i) => {
      if (i === 10) {
        proxy.fault = 'away';
        setTimeout(() => {
          proxy.fault = 'through';
        }, 2_000);
      }
      await index.upsert(TENANT, VERSION, batch);
    });
    expect(proxy.hit).toBeGreaterThan(2);
    expect(await stored(index, batches.flat())).toEqual([2_000, 2_000]);
  });

  it('away for longer than a call waits: an error that says so, and the same again completes it', async () => {
    const index = await open({ retry: HASTY });
    const batches = batchesOf(20, 50);
    let failures = 0;
    const writing = mapBounded(batches, 2, async (batch, i) => {
      if (i === 5) proxy.fault = 'away';
      for (;;) {
        try {
          await index.upsert(TENANT, VERSION, batch);
          await index.setPayload(TENANT, VERSION, [{ itemId: batch[0]!.itemId, payload: payload({ price: -1 }) }]);
          await index.delete(TENANT, VERSION, [batch[1]!.itemId]);
          return;
        } catch (error) {
          expect(error).toMatchObject({ code: 'STARS_UNAVAILABLE' });
          failures++;
          await sleep(50);
        }
      }
    });
    await sleep(1_500);
    const search = { modelVersion: VERSION, queries: [axis(0)], k: 5 };
    await expect(index.search(TENANT, search)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    proxy.fault = 'through';
    await writing;
    expect(failures).toBeGreaterThan(1);
    const left = batches.flatMap((batch) => batch.filter((_, i) => i !== 1));
    expect(await stored(index, left)).toEqual([980, 980]);
    const cheap = await index.search(TENANT, { ...search, k: 1_000, filter: price(-1, -1) });
    expect(ids(cheap[0]).length).toBe(20);
  });

  it('answers lost after their effect: nothing is doubled', async () => {
    const index = await open({ retry: PATIENT });
    const batches = batchesOf(10, 50);
    proxy.fault = 'forgets';
    setTimeout(() => {
      proxy.fault = 'through';
    }, 1_000);
    for (const batch of batches) await index.upsert(TENANT, VERSION, batch);
    expect(proxy.hit).toBeGreaterThan(1);
    expect(await stored(index, batches.flat())).toEqual([500, 500]);
  });

  it.each<[number, string]>([
    [429, 'STARS_UNAVAILABLE'],
    [503, 'STARS_UNAVAILABLE'],
    [507, 'STARS_DISK_FULL'],
    [401, 'STARS_CONFIG_INVALID'],
    [400, 'STARS_INTERNAL'],
  ])('refuses with %s: %s', async (status, code) => {
    const index = await open({ retry: HASTY });
    proxy.fault = status;
    await expect(index.upsert(TENANT, VERSION, [record('a', axis(0))])).rejects.toMatchObject({ code });
    const search = { modelVersion: VERSION, queries: [axis(0)], k: 5 };
    await expect(index.search(TENANT, search)).rejects.toMatchObject({ code });
    proxy.fault = 'through';
    await index.upsert(TENANT, VERSION, [record('a', axis(0))]);
    expect((await index.search(TENANT, search)).map(ids)).toEqual([['a']]);
  });

  it('hangs: reads end at their limit, or where the caller gives up', async () => {
    const index = await open({ readTimeoutMs: 300, retry: HASTY });
    await index.upsert(TENANT, VERSION, [record('a', axis(0))]);
    proxy.fault = 'hangs';
    const begun = performance.now();
    const search = { modelVersion: VERSION, queries: [axis(0)], k: 5 };
    await expect(index.search(TENANT, search)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    await expect(index.getVectors(TENANT, VERSION, ['a'])).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    const signal = AbortSignal.timeout(50);
    await expect(index.search(TENANT, { ...search, signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('away when it is opened: told after a bounded wait', async () => {
    proxy.fault = 'away';
    const begun = performance.now();
    await expect(open({ openWithinMs: 300 })).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { type FaultyServer, startFaultyServer } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeObjectStoreContract } from './contract.js';
import { S3ObjectStore } from './s3-object-store.js';

const endpoint = process.env['STARS_TEST_S3'] ?? '';
process.env['AWS_ACCESS_KEY_ID'] ||= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ||= 'test';
const bucket = `stars-${randomUUID()}`;
const region = 'us-east-1';

describe.skipIf(endpoint === '')('a real server', () => {
  beforeAll(async () => {
    const { ok } = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
    expect(ok).toBe(true);
  });

  describeObjectStoreContract('S3ObjectStore', async () => ({
    open: () => new S3ObjectStore({ bucket, prefix: 'some/where', endpoint, region }),
    dispose: async () => {},
  }));

  it('keeps to its prefix', async () => {
    const [a, b] = ['a', 'b'].map((prefix) => new S3ObjectStore({ bucket, prefix, endpoint, region }));
    await a!.put('x', 'of a');
    expect(await b!.get('x')).toBeUndefined();
    for await (const key of b!.list('')) throw new Error(`lists ${key}`);
    await Promise.all([a!.close(), b!.close()]);
  });

  it('says that a bucket is missing', async () => {
    const store = new S3ObjectStore({ bucket: `${bucket}-none`, endpoint, region });
    const refused = { code: 'STARS_CONFIG_INVALID', message: expect.stringContaining('NoSuchBucket') };
    await expect(store.get('x')).rejects.toMatchObject(refused);
    await expect(store.list('').next()).rejects.toMatchObject(refused);
    await store.close();
  });

  describe('through a network with faults', () => {
    let network: FaultyServer;
    let store: S3ObjectStore;
    beforeAll(async () => {
      network = await startFaultyServer(endpoint);
      store = new S3ObjectStore({
        bucket,
        prefix: 'faults',
        endpoint: network.url,
        region,
        retries: { attempts: 3, firstMs: 10, mostMs: 50 },
      });
    });
    afterAll(async () => {
      await store.close();
      await network.stop();
    });

    it.each([429, 503, 500])('tries again after a %i, and fails if it stays', async (status) => {
      network.next({ status }, 1);
      await store.put('again', String(status));
      expect((await store.get('again'))!.toString()).toBe(String(status));
      network.next({ status }, 2);
      const file = new URL(import.meta.url).pathname;
      expect(await store.put('again', { path: file })).toMatchObject({ size: statSync(file).size });
      network.next({ status }, 100);
      await expect(store.get('again')).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE', canRetry: true });
      network.next({ status }, 0);
    });

    it('knows its own object where the answer of the write was lost', async () => {
      network.next({ loseAnswer: true }, 1);
      expect(await store.putIfAbsent('lost-answer', 'mine')).toMatchObject({ key: 'lost-answer', size: 4 });
      network.next({ loseAnswer: true }, 1);
      expect(await store.putIfAbsent('lost-answer', 'mine')).toBeUndefined();
    });

    it('says that nobody is there', async () => {
      const away = new S3ObjectStore({
        bucket,
        endpoint: 'http://127.0.0.1:9',
        region,
        retries: { attempts: 2, firstMs: 10, mostMs: 50 },
      });
      await expect(away.put('x', 'x')).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
      await away.close();
    });
  });
});

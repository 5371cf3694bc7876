import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startRedis } from '@stars/servers';
import { expect, it } from 'vitest';
import { apiClientAt } from './testing/servers-world.js';
import { ServiceProcess } from './testing/service-process.js';

const kafka = process.env['STARS_TEST_KAFKA'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
const WAIT = { timeout: 60_000 };

it.skipIf(!kafka || !elasticsearch)(
  'a gateway opens its ports while Redis is away, and serves when it comes',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'stars-start-'));
    const port = await freePort();
    const gateway = ServiceProcess.start('gateway', {
      STARS_DATA: data,
      STARS_STACK: 'servers',
      STARS_PREFIX: `test-${randomUUID().slice(0, 8)}`,
      STARS_KAFKA_BROKERS: kafka!,
      STARS_ELASTICSEARCH_URL: elasticsearch!,
      STARS_REDIS_URL: `redis://127.0.0.1:${port}`,
      STARS_VECTOR_INDEX: 'embedded',
    });
    const { grpcPort, httpPort } = (await gateway.says('listening')) as unknown as {
      grpcPort: number;
      httpPort: number;
    };
    const client = apiClientAt(grpcPort);
    const get = (path: string) => fetch(`http://127.0.0.1:${httpPort}${path}`);
    const recommend = () => client.recommend({ userId: 'u', k: 3 });
    await gateway.says('cannot start yet');
    expect((await get('/healthz')).status).toBe(200);
    const early = await get('/readyz');
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({ ready: false, checks: { started: { ok: false } } });
    expect(await (await get('/metrics')).text()).toContain('process_cpu_seconds_total');
    const refused = await fetch(`http://127.0.0.1:${httpPort}/v1/recommend`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'STARS_UNAVAILABLE' } });
    await expect(recommend()).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });

    const redis = await startRedis({ port });
    try {
      await gateway.says('serving');
      await expect.poll(async () => (await get('/readyz')).status, WAIT).toBe(200);
      expect((await recommend()).degradations.map(({ code }) => code)).toContain('STARS_MODEL_NOT_READY');
      expect(await gateway.stop()).toBe(0);
    } finally {
      client.close();
      gateway.child.kill('SIGKILL');
      await redis.stop();
      rmSync(data, { recursive: true, force: true });
    }
  },
);

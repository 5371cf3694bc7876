import { afterEach, describe, expect, it } from 'vitest';
import { HealthRegistry } from './health.js';
import { createMetrics } from './metrics.js';
import { type OperationsServer, openOperations } from './operations-server.js';

let server: OperationsServer | undefined;
afterEach(() => server?.close());

async function open(health = new HealthRegistry()) {
  const metrics = createMetrics('test', { processMetrics: false });
  metrics.counter({ name: 'stars_things_total', help: 'Things.' }).inc();
  const options = { host: '127.0.0.1', port: 0, portSetting: 'STARS_TEST_PORT', health, metrics };
  server = await openOperations(options);
  const get = (path: string) => fetch(`http://127.0.0.1:${server!.port}${path}`);
  return { get, options };
}

describe('openOperations', () => {
  it('serves liveness, readiness and metrics', async () => {
    const health = new HealthRegistry();
    let away = false;
    health.register('store', () => {
      if (away) throw new Error('away');
    });
    const { get } = await open(health);
    expect([(await get('/healthz')).status, (await get('/readyz?verbose')).status]).toEqual([200, 200]);
    away = true;
    const unready = await get('/readyz');
    expect([unready.status, await unready.json()]).toMatchObject([
      503,
      { ready: false, checks: { store: { ok: false, message: 'away' } } },
    ]);
    expect((await get('/healthz')).status).toBe(200);
    const metrics = await get('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    const text = await metrics.text();
    expect(text).toContain('stars_things_total{service="test"} 1');
    expect(text).toContain('stars_ready{service="test"} 0');
    expect(text).toContain('stars_check_passed{check="store",service="test"} 0');
    away = false;
    expect(await (await get('/metrics')).text()).toContain('stars_check_passed{check="store",service="test"} 1');
    expect((await get('/else')).status).toBe(404);
  });

  it('names the setting of a port that is in use', async () => {
    const { options } = await open();
    await expect(openOperations({ ...options, port: server!.port })).rejects.toMatchObject({
      code: 'STARS_PORT_IN_USE',
      message: expect.stringContaining('STARS_TEST_PORT'),
    });
  });
});

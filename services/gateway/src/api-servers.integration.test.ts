import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { recommendationClient } from '@stars/contracts';
import { HealthRegistry } from '@stars/platform';
import { expect, it } from 'vitest';
import { ApiServers } from './api-servers.js';
import { startGateway } from './gateway-application.js';
import { newTestGateway } from './testing/new-test-gateway.js';
import { recommendRequest } from './testing/recommend-call.js';

it('refuses calls on ports that are open, until an application serves on them, and lets go of connections before it ends', async () => {
  const world = await newTestGateway();
  const health = new HealthRegistry();
  let started = false;
  health.register('started', () => {
    if (!started) throw new Error('waits for a store');
  });
  const servers = await ApiServers.open({ grpcPort: 0, httpPort: 0 }, { health, metrics: world.deps.metrics });
  const { grpcPort, httpPort } = servers.ports;
  const client = recommendationClient(`127.0.0.1:${grpcPort}`);
  const url = (path: string) => `http://127.0.0.1:${httpPort}${path}`;
  const post = () =>
    fetch(url('/v1/recommend'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: 'u', k: 1 }),
    });
  expect((await fetch(url('/healthz'))).status).toBe(200);
  const early = await fetch(url('/readyz'));
  expect([early.status, await early.json()]).toMatchObject([503, { checks: { started: { ok: false } } }]);
  const refused = await post();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ error: { code: 'STARS_UNAVAILABLE' } });
  await expect(client.recommend(recommendRequest())).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });

  const gateway = await startGateway({ ...world.deps, health }, servers);
  started = true;
  expect((await fetch(url('/readyz'))).status).toBe(200);
  expect((await post()).status).toBe(200);
  expect((await client.recommend(recommendRequest())).items).toHaveLength(3);
  // Longer than a load balancer keeps its own end.
  expect((await post()).headers.get('keep-alive')).toBe('timeout=75');
  const connection = async () => (await post()).headers.get('connection');
  expect(await connection()).toBe('keep-alive');
  health.startDraining();
  expect(await connection()).toBe('close');
  client.close();
  await gateway.close();
  await expect(fetch(url('/healthz'))).rejects.toThrow();
  await world.close();
});

it('ends although clients neither finish their request nor close their end', async () => {
  const gateway = await newTestGateway();
  const [http, grpc] = [gateway.httpPort, gateway.grpcPort].map((port) =>
    connect({ port, host: '127.0.0.1', allowHalfOpen: true }),
  ) as [Socket, Socket];
  http.write('POST /v1/track HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n{');
  grpc.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0');
  await once(grpc, 'data');
  const began = performance.now();
  await gateway.close();
  // A process leaves behind what does not close within 15 s, and says that it failed.
  expect(performance.now() - began).toBeLessThan(14_000);
  for (const socket of [http, grpc]) socket.destroy();
});

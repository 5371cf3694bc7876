import { newTestGateway, type TestGateway } from '@stars/service-gateway/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './testing/cli-process.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(() => gateway?.close());

const surfaces = (...given: string[]) => runCli(['surfaces', ...given, '--address', `127.0.0.1:${gateway.grpcPort}`]);

it('puts, lists, rolls back and deletes a surface of a running server', async () => {
  expect(await surfaces('put', 'home', '{"k": 3}')).toMatchObject({
    status: 0,
    stdout: 'home is changed: version 1.\n',
  });
  expect(await surfaces('put', 'home', '{"k": 4, "mode": "ni"}', '--expected-version', '1')).toMatchObject({
    status: 0,
  });
  const stale = await surfaces('put', 'home', '{"k": 5}', '--expected-version', '1');
  expect([stale.status, stale.stderr]).toEqual([3, expect.stringContaining('STARS_CONFLICT')]);
  const wrong = await surfaces('put', 'home', '{"places": 5}');
  expect([wrong.status, wrong.stderr]).toEqual([3, expect.stringContaining('surface.places')]);
  expect((await surfaces('roll-back', 'home')).stdout).toBe('home is rolled back: version 3.\n');
  expect((await surfaces('delete', 'home')).stdout).toBe('home is deleted: version 4.\n');
  const { stdout } = await surfaces('show', 'home');
  const lines = stdout.trim().split('\n').slice(2);
  expect(lines.map((line) => line.replace(/ +\d{4}-\d\d-\d\d \d\d:\d\d +/, ' | ').replace(/ +/g, ' '))).toEqual([
    'home 4 | anybody deleted',
    'home 3 | anybody {"k":3}',
    'home 2 | anybody {"k":4,"mode":"ni"}',
    'home 1 | anybody {"k":3}',
  ]);
  const all = JSON.parse((await surfaces('list', '--json')).stdout) as { surfaces: { name: string }[] };
  const builtIn = ['back_in_stock', 'best_sellers', 'buy_again', 'discover', 'newest', 'price_dropped', 'trending'];
  expect(all.surfaces.map(({ name }) => name)).toEqual(builtIn);
});

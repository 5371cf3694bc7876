import { setImmediate } from 'node:timers/promises';
import type { StackConfig } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serversAt } from './testing/servers-at.js';
import { TenantWorld } from './testing/tenant-world.js';

const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];

const STACKS: readonly [string, boolean, ((dataDir: string) => StackConfig) | undefined][] = [
  ['embedded', false, undefined],
  ['servers', !kafka || !redis || !elasticsearch, serversAt({ kafka, redis, elasticsearch })],
];

describe.each(STACKS)('a rule that is put, on the stack %s', (name, isAway, configOf) => {
  const test = it.skipIf(isAway);
  let world: TenantWorld;
  beforeAll(async () => {
    if (!isAway) world = await TenantWorld.open('silent', configOf);
  });
  afterAll(() => world?.close());

  async function call(path: string, body: object): Promise<{ items: { item_id: string }[]; rules: string[] }> {
    const { status, text } = await world.call('north', path, body);
    expect([status, text]).toEqual([200, text]);
    return JSON.parse(text);
  }

  /** Milliseconds from the answer to the change until a list shows it, for each of so many changes, in ascending order. */
  async function timesOf(changes: number): Promise<number[]> {
    const times: number[] = [];
    for (let n = 0; n < changes; n++) {
      const item_id = `item-${2 + (n % 2)}`;
      await call('/v1/rules', {
        name: 'live',
        rule: { state: 'live', action: { pin: { pins: [{ item_id, position: 0 }] } } },
      });
      const start = performance.now();
      while ((await call('/v1/recommend', { user_id: 'ann' })).items[0]!.item_id !== item_id) await setImmediate();
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b);
  }

  test('acts without a restart, in a new version too', async () => {
    expect(await timesOf(3)).toHaveLength(3);
    expect((await call('/v1/recommend', { user_id: 'ann' })).rules).toEqual(['live']);
    expect((await call('/v1/recommend', { user_id: 'ann', rules: false })).rules).toEqual([]);
  });

  test('acts within a second, 99 times of 100', { tags: ['long'], timeout: 600_000 }, async () => {
    const times = await timesOf(200);
    console.log(
      `${name}: p50 ${times[99]!.toFixed(0)} ms, p99 ${times[197]!.toFixed(0)} ms, most ${times[199]!.toFixed(0)} ms`,
    );
    expect(times[197]).toBeLessThan(1000);
  });
});

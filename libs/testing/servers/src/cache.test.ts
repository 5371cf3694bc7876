import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cached, nativeDigest } from './cache.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-cache-'));
  vi.stubEnv('STARS_CACHE', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('fills a folder once', async () => {
  let fills = 0;
  const fill = async (part: string) => {
    fills++;
    writeFileSync(join(part, 'jar'), 'x');
  };
  const first = await cached('kafka', fill);
  expect(await cached('kafka', fill)).toBe(first);
  expect([readFileSync(join(first, 'jar'), 'utf8'), fills]).toEqual(['x', 1]);
});

it('leaves nothing where the filling failed, and fills anew the next time', async () => {
  const failing = async (part: string) => {
    writeFileSync(join(part, 'half'), 'x');
    throw new Error('no network');
  };
  await expect(cached('kafka', failing)).rejects.toThrow('no network');
  expect(readdirSync(join(folder, 'servers'))).toEqual([]);
  const whole = await cached('kafka', async (part) => writeFileSync(join(part, 'jar'), 'x'));
  expect(existsSync(join(whole, 'half'))).toBe(false);
});

it('is never seen half filled', async () => {
  const filling = cached('kafka', async (part) => {
    writeFileSync(join(part, 'first'), 'x');
    await sleep(30);
    writeFileSync(join(part, 'last'), 'x');
  });
  await sleep(10);
  expect(existsSync(join(folder, 'servers', 'kafka'))).toBe(false);
  expect(readdirSync(await filling).sort()).toEqual(['first', 'last']);
});

it('tells one set of sources from another', () => {
  expect(nativeDigest('kafka')).toMatch(/^[0-9a-f]{12}$/);
  expect(nativeDigest('kafka')).not.toBe(nativeDigest('elasticsearch'));
});

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Secret } from '@stars/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tokensOf } from './oauth-token.js';

const asked: { authorization: string | undefined; form: Record<string, string> }[] = [];
let answer: (request: IncomingMessage) => [status: number, body: string];
const server = createServer(async (request, response) => {
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  asked.push({ authorization: request.headers.authorization, form });
  const [status, body] = answer(request);
  response.writeHead(status, { location: '/elsewhere' }).end(body);
});
let url: string;
let now = 0;
const tokens = () => tokensOf({ url, clientId: 'the shop', clientSecret: 'a:b', scope: 'kafka' }, () => now);

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
});
beforeEach(() => {
  asked.length = now = 0;
  answer = () => [200, JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 60 })];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('tokens of a client', () => {
  it('are asked for once, and again before they end', async () => {
    const token = tokens();
    expect([await token(), await token()]).toEqual(['token-1', 'token-1']);
    // Both parts are encoded before they are joined (RFC 6749, 2.3.1).
    const authorization = `Basic ${Buffer.from('the%20shop:a%3Ab').toString('base64')}`;
    expect(asked).toEqual([{ authorization, form: { grant_type: 'client_credentials', scope: 'kafka' } }]);
    now = 44_999;
    expect(await token()).toBe('token-1');
    now = 45_001;
    expect(await token()).toBe('token-2');
  });

  it('are asked for where the file says now', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stars-oauth-'));
    const file = join(folder, 'url');
    answer = () => [200, JSON.stringify({ access_token: `token-${asked.length}` })];
    try {
      // Nobody listens there.
      writeFileSync(file, 'http://127.0.0.1:1/token');
      const token = tokensOf({ url: Secret.ofFile(file, 'address'), clientId: 'the shop', clientSecret: 'a:b' });
      await expect(token()).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
      writeFileSync(file, url);
      await vi.waitFor(async () => expect(await token()).toBe('token-1'), { timeout: 10_000, interval: 100 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are asked for at each login if nobody says how long they live', async () => {
    answer = () => [200, JSON.stringify({ access_token: `token-${asked.length}` })];
    const token = tokens();
    expect([await token(), await token()]).toEqual(['token-1', 'token-2']);
  });

  it.each([
    [401, '', 'STARS_CONFIG_INVALID'],
    [200, '{}', 'STARS_CONFIG_INVALID'],
    [200, 'no json', 'STARS_CONFIG_INVALID'],
    [429, '', 'STARS_UNAVAILABLE'],
    [503, '', 'STARS_UNAVAILABLE'],
    [302, '', 'STARS_UNAVAILABLE'],
  ])('are not there after status %i with "%s", and after the next good answer they are', async (status, body, code) => {
    const good = answer;
    answer = () => [status, body];
    const token = tokens();
    await expect(token()).rejects.toMatchObject({ code, message: expect.not.stringContaining('a:b') });
    answer = good;
    expect(await token()).toBe('token-2');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ElasticsearchConnection, ElasticsearchServer } from './elasticsearch-server.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-es-login-'));
const heard: (string | undefined)[] = [];
const server = createServer((request, response) => {
  heard.push(request.headers.authorization);
  response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end('{}');
});
let host: string;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function asking(connection: Partial<ElasticsearchConnection> & { login?: string }) {
  const { login = '', ...rest } = connection;
  const client = new ElasticsearchServer({ url: `http://${login}${host}`, ...rest });
  await client.request({ method: 'GET', path: '/', timeoutMs: 5000 });
  return client;
}

const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

describe('how Elasticsearch is asked', () => {
  it.each([
    ['with a key before all', { apiKey: 'the-key', username: 'me', password: 'it' }, 'ApiKey the-key'],
    ['with user and password', { username: 'me', password: 'it', login: 'you:other@' }, basic('me:it')],
    ['with the login of its address', { login: 'me:i%40t@' }, basic('me:i@t')],
    ['by nobody', {}, undefined],
  ])('%s', async (_, connection, authorization) => {
    await (await asking(connection)).close();
    expect(heard.at(-1)).toBe(authorization);
  });

  it.each<
    [
      what: string,
      text: (word: string) => string,
      connection: (file: string) => object,
      header: (word: string) => string,
    ]
  >([
    [
      'password',
      (word) => word,
      (file) => ({ username: 'me', password: Secret.ofFile(file) }),
      (word) => basic(`me:${word}`),
    ],
    ['key', (word) => word, (file) => ({ apiKey: Secret.ofFile(file) }), (word) => `ApiKey ${word}`],
    [
      'login of its address',
      (word) => `http://me:${word}@${host}`,
      (file) => ({ url: Secret.ofFile(file, 'address') }),
      (word) => basic(`me:${word}`),
    ],
  ])('with the %s that its file has now', async (_, text, connection, header) => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${text('the-first')}\n`);
    const client = await asking(connection(file));
    expect(heard.at(-1)).toBe(header('the-first'));
    writeFileSync(file, `${text('the-second')}\n`);
    await vi.waitFor(
      async () => {
        await client.request({ method: 'GET', path: '/', timeoutMs: 5000 });
        expect(heard.at(-1)).toBe(header('the-second'));
      },
      { timeout: 10_000, interval: 100 },
    );
    await client.close();
  });
});

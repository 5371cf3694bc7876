import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openObjectStore } from '@stars/object-store';
import { parseConfig } from '@stars/platform';
import { openPorts, stackConfigOf, stackEnvironment } from '@stars/stack';
import { endpointOf, OpenAiClient, textEnvironment } from '@stars/text';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { USERS_OF_SECRETS } from './testing/canaries.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-rotation-'));
const file = join(folder, 'secret');

/** Lets everybody in, with an answer that suits each client, and remembers how they named themselves. */
const logins: string[] = [];
let latest: Signed;
const server = createServer((request, response) => {
  const { authorization, 'api-key': key, 'x-amz-security-token': token = '' } = request.headers;
  logins.push(`${key ?? authorization} ${token}`);
  latest = { method: request.method!, url: request.url!, headers: request.headers };
  response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
  response.end('{"result":{"collections":[]},"docs":[],"data":[]}');
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

type Ask = () => Promise<unknown>;

/** The settings of a client, without its secret; and how it asks. */
const CLIENTS: readonly [name: string, opens: (env: Record<string, string>) => Promise<Ask>][] = [
  [
    'STARS_QDRANT_API_KEY',
    async (env) => {
      const { vectors } = await openPorts(stackConfigOf(parseConfig(z.object(stackEnvironment), env)), ['vectors']);
      return () => vectors.listCollections('default');
    },
  ],
  [
    'STARS_OPENAI_API_KEY',
    async (env) => {
      const endpoint = endpointOf(parseConfig(z.object(textEnvironment), env));
      const client = new OpenAiClient(endpoint, { now: Date.now, random: Math.random, sleep: async () => undefined });
      return () => client.embeddings({ model: 'a-model', input: ['milk'] });
    },
  ],
  ['AWS_ACCESS_KEY_ID', async (env) => asksS3({ ...env, AWS_SECRET_ACCESS_KEY: 'of-the-key' })],
  [
    'AWS_SESSION_TOKEN',
    async (env) => asksS3({ ...env, AWS_ACCESS_KEY_ID: 'an-id', AWS_SECRET_ACCESS_KEY: 'of-the-key' }),
  ],
];

function asksS3(env: Record<string, string>): Ask {
  const store = openObjectStore('s3://bucket/archive', { env });
  return () => store.get('it');
}

it.each(CLIENTS)('%s: the next request has what the file has now', async (name, open) => {
  const env = {
    ...USERS_OF_SECRETS,
    STARS_REDIS_URL: 'redis://127.0.0.1:1',
    STARS_KAFKA_PASSWORD: 'of-kafka',
    STARS_ELASTICSEARCH_URL: url,
    STARS_QDRANT_URL: url,
    STARS_OPENAI_BASE_URL: url,
    AWS_ENDPOINT_URL: url,
  };
  writeFileSync(file, 'first-of-all\n');
  const ask = await open({ ...env, [`${name}_FILE`]: file });
  await ask();
  expect(logins.at(-1)).toContain('first-of-all');
  writeFileSync(file, 'the-second\n');
  await vi.waitFor(
    async () => {
      await ask();
      expect(logins.at(-1)).toContain('the-second');
    },
    { timeout: 10_000, interval: 100 },
  );
});

it('AWS_SECRET_ACCESS_KEY: the next request is signed with what the file has now', async () => {
  writeFileSync(file, 'first-of-all\n');
  const ask = asksS3({ AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'an-id', AWS_SECRET_ACCESS_KEY_FILE: file });
  await ask();
  expect(isSignedWith('first-of-all', latest)).toBe(true);
  writeFileSync(file, 'the-second\n');
  await vi.waitFor(
    async () => {
      await ask();
      expect(isSignedWith('the-second', latest)).toBe(true);
    },
    { timeout: 10_000, interval: 100 },
  );
});

interface Signed {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

/** Signature Version 4 of AWS. */
function isSignedWith(secret: string, { method, url: path, headers }: Signed): boolean {
  const [, scope, names, signature] = /Credential=[^/]+\/(\S+), SignedHeaders=(\S+), Signature=(\w+)/.exec(
    headers.authorization!,
  )!;
  const [resource, query = ''] = path.split('?');
  const lines = names!.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const request = [method, resource, query.split('&').sort().join('&'), lines.join(''), names];
  const canonical = [...request, headers['x-amz-content-sha256']].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n');
  const by = (key: string | Buffer, part: string) => createHmac('sha256', key).update(part).digest();
  const key = scope!.split('/').reduce(by as (key: string | Buffer, part: string) => Buffer, `AWS4${secret}`);
  return by(key, text).toString('hex') === signature;
}

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants } from 'node:http2';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { RecommendRequest } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';
import { framed, grpcCall, outcomeOf, RawClients, untilClosed } from './testing/raw-clients.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-limits-'));
const keysFile = join(folder, 'keys.json');
const FIRST_BYTES_MS = 400;
const SENT_WITHIN_MS = 900;
const MOST_OF_ADDRESS = 20;
/** More than the bound of a method that takes a few ids. */
const TOO_MANY_BYTES = 70 * 1024;

function newKey(rights: Right[], limit: number) {
  const expires = Date.now() + 3_600_000;
  const { key, token } = createKey(
    keysFile,
    { name: 'test', rights, tenants: ['default'], expires, limit },
    Date.now(),
  );
  return { id: key.id, authorization: `Bearer ${token}` };
}
/** Five works in its bucket. */
const small = newKey(['recommend'], 0.5);
const large = newKey(['recommend', 'admin'], 1e6);

let gateway: TestGateway;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile, STARS_TENANT_LIMIT: '1e6' });
  const logger = createLogger('test', { level: 'silent' });
  gateway = await newTestGateway({
    access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }),
    connections: { firstBytesMs: FIRST_BYTES_MS, sentWithinMs: SENT_WITHIN_MS, mostOfAddress: MOST_OF_ADDRESS },
  });
});
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

const clients = new RawClients();
afterEach(() => clients.close());

/** The first line of the answer to the headers of a request whose body does not come. */
async function answerToHeaders(path: string, authorization: string, bytes: number): Promise<string> {
  const socket = clients.tcp(gateway.httpPort);
  const headers = [
    `authorization: ${authorization}`,
    'content-type: application/json',
    `content-length: ${bytes}`,
    'x-request-timeout-ms: 1000',
  ];
  socket.write([`POST ${path} HTTP/1.1`, 'host: x', ...headers, '', ''].join('\r\n'));
  const [answer] = await once(socket, 'data');
  return String(answer).split('\r\n')[0]!;
}

const recommend = framed(RecommendRequest.encode(RecommendRequest.fromPartial({ userId: 'u', k: 1 })).finish());
const ask = (authorization: string) =>
  fetch(`http://127.0.0.1:${gateway.httpPort}/v1/recommend?user_id=u&k=1`, {
    headers: { authorization, 'x-request-timeout-ms': '1000' },
  });

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${gateway.httpPort}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name.split('{')[0]}{`) && line.includes(name.split('{')[1] ?? ''))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

describe('a caller with a limit', () => {
  it('is refused beyond it on both transports with when to try again, and nobody else is', async () => {
    const body = JSON.stringify({ requests: Array(50).fill({ user_id: 'u', k: 1 }) });
    const headers = { authorization: small.authorization, 'content-type': 'application/json' };
    const url = `http://127.0.0.1:${gateway.httpPort}/v1/recommend/batch`;
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
    const refused = await ask(small.authorization);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10);
    expect(await refused.json()).toMatchObject({
      error: { code: 'STARS_LIMIT_REACHED', message: expect.stringContaining('more than 0.5 works a second') },
    });

    const stream = grpcCall(clients.http2(gateway.grpcPort), 'Recommend', small.authorization, '1500m');
    stream.end(recommend);
    const outcome = await outcomeOf(stream);
    expect(outcome).toMatchObject({
      'grpc-status': String(status.RESOURCE_EXHAUSTED),
      'stars-code': 'STARS_LIMIT_REACHED',
    });
    expect(Number(outcome['grpc-retry-pushback-ms'])).toBeGreaterThan(10_000);

    expect((await ask(large.authorization)).status).toBe(200);
    expect(await metric(`stars_gateway_limited_total{of="caller",key="${small.id}"`)).toBeGreaterThanOrEqual(2);
    expect(await metric(`stars_gateway_limited_total{of="caller",key="${large.id}"`)).toBe(0);
  });
});

describe('a body', () => {
  const MANY = 30 * 2 ** 20;
  it.each([
    ['of a caller who is not known', '/v1/track', () => 'Bearer x', MANY, '401'],
    ['of a caller without the right', '/v1/track', () => large.authorization, MANY, '403'],
    ['of a caller beyond the limit', '/v1/recommend/batch', () => small.authorization, MANY, '429'],
    ['larger than its method takes', '/v1/users/delete', () => large.authorization, TOO_MANY_BYTES, '413'],
  ])('%s is refused over HTTP before it is read', async (_, path, authorization, bytes, code) => {
    expect(await answerToHeaders(path, authorization(), bytes)).toContain(code);
  });

  it.each([
    ['of a caller who is not known', 'Track', () => 'Bearer x', MANY, status.UNAUTHENTICATED],
    ['of a caller who does not say who it is', 'Track', () => '', MANY, status.UNAUTHENTICATED],
    ['of a caller without the right', 'Track', () => small.authorization, MANY, status.PERMISSION_DENIED],
    ['larger than its method takes', 'DeleteUser', () => large.authorization, TOO_MANY_BYTES, status.INVALID_ARGUMENT],
  ])('%s is refused over gRPC before it is read', async (_, method, authorization, bytes, code) => {
    const stream = grpcCall(clients.http2(gateway.grpcPort), method, authorization());
    stream.write(framed(Buffer.alloc(1), bytes));
    const answered = new Promise((resolve) =>
      stream.on('response', (headers) => resolve(Number(headers['grpc-status']))),
    );
    expect(await answered).toBe(code);
  });

  it('larger than its method takes is refused over gRPC with a code that says so', async () => {
    const stream = grpcCall(clients.http2(gateway.grpcPort), 'DeleteUser', large.authorization);
    stream.write(framed(Buffer.alloc(1), TOO_MANY_BYTES));
    expect(await outcomeOf(stream)).toMatchObject({ 'stars-code': 'STARS_TOO_LARGE' });
  });

  it('that is deeper than any request is refused', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/v1/recommend`, {
      method: 'POST',
      headers: { authorization: large.authorization, 'content-type': 'application/json' },
      body: `{"filter":${'['.repeat(10_000)}`,
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'STARS_TOO_LARGE', field: 'body' } });
  });
});

describe('a client that does not go on', () => {
  it.each([
    ['says nothing', ''],
    ['sends half of its headers', 'POST /v1/recommend HTTP/1.1\r\nhost: x\r\n'],
  ])('is dropped by HTTP if it %s', async (_, text) => {
    const begun = performance.now();
    const socket = clients.tcp(gateway.httpPort);
    if (text) socket.write(text);
    expect(await untilClosed(socket)).toMatch(/^$|^HTTP\/1.1 408/);
    expect(performance.now() - begun).toBeGreaterThan(FIRST_BYTES_MS - 50);
  });

  it('is dropped by HTTP if it sends half of its body', async () => {
    const socket = clients.tcp(gateway.httpPort);
    const headers = [`authorization: ${large.authorization}`, 'content-type: application/json', 'content-length: 90'];
    socket.write([`POST /v1/recommend HTTP/1.1`, 'host: x', ...headers, '', '{"user_id":'].join('\r\n'));
    expect(await untilClosed(socket)).toMatch(/^$|^HTTP\/1.1 40[08]/);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half of the beginning', Buffer.from('PRI * HTTP/2.0\r\n')],
  ])('is dropped by gRPC if it sends %s', async (_, bytes) => {
    const before = await metric('stars_gateway_connections_refused_total{transport="grpc"');
    const socket = clients.tcp(gateway.grpcPort);
    if (bytes.length > 0) socket.write(bytes);
    await untilClosed(socket);
    const refused = () => metric('stars_gateway_connections_refused_total{transport="grpc"');
    await vi.waitFor(async () => expect(await refused()).toBeGreaterThan(before), 5000);
  });

  it('gets no more time for a call over gRPC of which it sends half, and its connection goes on', async () => {
    const session = clients.http2(gateway.grpcPort);
    const stream = grpcCall(session, 'Recommend', large.authorization);
    stream.write(recommend.subarray(0, recommend.length - 1));
    expect(await outcomeOf(stream)).toMatchObject({ 'grpc-status': String(status.DEADLINE_EXCEEDED) });
    const whole = grpcCall(session, 'Recommend', large.authorization);
    whole.end(recommend);
    expect(await outcomeOf(whole)).toMatchObject({ 'grpc-status': '0' });
  });

  it('loses its connection if it begins and resets calls without an end', async () => {
    const session = clients.http2(gateway.grpcPort);
    const closed = new Promise((resolve) => session.on('close', resolve));
    for (let n = 0; n < 3000 && !session.destroyed; n++) {
      grpcCall(session, 'Recommend', large.authorization).close(constants.NGHTTP2_CANCEL);
      if (n % 100 === 99) await new Promise(setImmediate);
    }
    await closed;
  });
});

it('has so many watches of health for everybody, and again when some end', async () => {
  const sessions = Array.from({ length: 9 }, () => clients.http2(gateway.grpcPort));
  let refused = 0;
  const watch = async (session: (typeof sessions)[number]): Promise<void> => {
    const outcome = await outcomeOf(grpcCall(session, 'Watch', ''));
    if (outcome['grpc-status'] === String(status.RESOURCE_EXHAUSTED)) refused++;
  };
  for (const session of sessions) for (let n = 0; n < 250; n++) void watch(session);
  await vi.waitFor(() => expect(refused).toBe(250), 20_000);
  sessions[0]!.destroy();
  const left = clients.http2(gateway.grpcPort);
  await vi.waitFor(async () => {
    const stream = grpcCall(left, 'Watch', '');
    stream.end(framed(new Uint8Array()));
    const [headers] = await once(stream, 'response');
    expect(headers['grpc-status']).toBeUndefined();
  }, 20_000);
});

describe('an address', () => {
  it.each(['grpcPort', 'httpPort'] as const)('has so many connections to %s, and again when some end', async (port) => {
    // Those of other tests may still be closing.
    const openAll = async (): Promise<Socket[]> => {
      const sockets = Array.from({ length: MOST_OF_ADDRESS + 10 }, () => clients.tcp(gateway[port]));
      const ended = sockets.map((socket) => once(socket, 'close').then(() => socket));
      await Promise.race(ended);
      await new Promise(setImmediate);
      return sockets.filter(({ destroyed }) => !destroyed);
    };
    const kept = await openAll();
    expect(kept.length).toBeLessThan(MOST_OF_ADDRESS + 10);
    for (const socket of kept) socket.destroy();
    await vi.waitFor(async () => expect((await openAll()).length).toBeGreaterThan(0), 5000);
  });
});

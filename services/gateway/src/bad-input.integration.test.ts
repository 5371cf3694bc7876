import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { LIMITS, RecommendRequest } from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServers } from './api-servers.js';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(() => gateway.close());

const user_id = SEEDED.fruitUser;
const event = { user_id, item_id: 'apple', type: 'purchase', time: '2017-11-20T12:00:00Z' };

describe('bad input over HTTP', () => {
  it.each([
    ['k of -1', '/v1/recommend', { user_id, k: -1 }, 400, 'STARS_OUT_OF_RANGE', 'k'],
    ['k of a million', '/v1/recommend', { user_id, k: 1_000_000 }, 400, 'STARS_OUT_OF_RANGE', 'k'],
    ['k of "ten"', '/v1/recommend', { user_id, k: 'ten' }, 400, 'STARS_INVALID_FIELD', 'k'],
    ['no user', '/v1/recommend', { k: 1 }, 400, 'STARS_FIELD_REQUIRED', 'user_id'],
    ['a mode that is none', '/v1/recommend', { user_id, k: 1, mode: 'best' }, 400, 'STARS_UNKNOWN_TYPE', 'mode'],
    ['a field that is none', '/v1/recommend', { user_id, k: 1, limit: 3 }, 400, 'STARS_INVALID_FIELD', 'limit'],
    [
      'a filter field that is none',
      '/v1/recommend',
      { user_id, k: 1, filter: { in: { field: 'colour', values: ['red'] } } },
      400,
      'STARS_UNKNOWN_FILTER_FIELD',
      'filter.in.field',
    ],
    ['a time that is none', '/v1/recommend', { user_id, k: 1, time: 'yesterday' }, 400, 'STARS_INVALID_TIME', 'time'],
    [
      'an event of no user',
      '/v1/track',
      { interactions: [event, { ...event, user_id: undefined }] },
      400,
      'STARS_FIELD_REQUIRED',
      'interactions[1].user_id',
    ],
    [
      'an event of unknown type',
      '/v1/track',
      { interactions: [{ ...event, type: 'sniff' }] },
      400,
      'STARS_UNKNOWN_TYPE',
      'interactions[0].type',
    ],
    [
      'an event at a time that is none',
      '/v1/track',
      { interactions: [{ ...event, time: '31 Feb' }] },
      400,
      'STARS_INVALID_TIME',
      'interactions[0].time',
    ],
    [
      'a title that turns what stands after it',
      '/v1/items',
      { items: [{ item_id: 'x', title: 'Milk \u202e' }] },
      400,
      'STARS_INVALID_FIELD',
      'items[0].title',
    ],
    [
      'an attribute that commands a terminal',
      '/v1/items',
      { items: [{ item_id: 'x', title: 'Milk', attributes: { kinds: ['whole', '\u001b[2J'] } }] },
      400,
      'STARS_INVALID_FIELD',
      'items[0].attributes.kinds[1]',
    ],
    [
      'a title of 3 MB',
      '/v1/items',
      { items: [{ item_id: 'x', title: 'x'.repeat(3 * 1024 * 1024) }] },
      413,
      'STARS_TOO_LARGE',
      'items[0].title',
    ],
    ['a body over all bounds', '/v1/items', `"${'x'.repeat(LIMITS.requestBytes)}"`, 413, 'STARS_TOO_LARGE', 'body'],
    ['malformed JSON', '/v1/recommend', '{"user_id": ', 400, 'STARS_INVALID_FIELD', 'body'],
  ])('%s', async (_, path, body, status, code, field) => {
    const answer = await gateway.post(path, body);
    expect(answer).toMatchObject({ status, body: { error: { code, field, message: expect.any(String) } } });
  });

  it.each([
    ['/v1/recommend?user_id=a&k=ten', 400, 'STARS_INVALID_FIELD', 'k'],
    ['/v1/recommend?user_id=a&k=1001', 400, 'STARS_OUT_OF_RANGE', 'k'],
    ['/v1/recommend?user_id=a&k=1&filter=x', 400, 'STARS_INVALID_FIELD', 'filter'],
    ['/v1/recommend?user_id=a&user_id=b&k=1', 400, 'STARS_INVALID_FIELD', 'user_id'],
    ['/v1/nothing', 404, 'STARS_NOT_FOUND', undefined],
  ])('GET %s', async (path, status, code, field) => {
    const { status: got, body } = await gateway.get(path);
    expect([got, body.error.code, body.error.field]).toEqual([status, code, field]);
  });

  it.each([
    ['/v1/recommend', { user: 'a' }, /^user is not a field: the fields are user_id, .*mode/],
    ['/v1/track', { interactions: [{ ...event, type: '' }] }, /type is required: one of view, .*, search$/],
    ['/v1/track', { interactions: [{ ...event, time: 'now' }] }, /time is not an ISO 8601 time, such as 2024-/],
    ['/v1/recommend', '{"user_id": ', /^body is no JSON object: /],
    ['/v1/nothing', {}, /^Cannot POST \/v1\/nothing: \/openapi.json has all calls$/],
  ])('POST %s with %j says what helps', async (path, body, message) => {
    expect((await gateway.post(path, body)).body.error.message).toMatch(message);
  });

  it('says so if the content type of the body is not JSON', async () => {
    const url = `http://127.0.0.1:${gateway.httpPort}/v1/recommend`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ user_id, k: 1 }) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'STARS_INVALID_FIELD', field: 'content-type' } });
  });
});

it('takes JSON in UTF-8 alone: in UTF-16, a quote of a text would look like its end, and hide how deep the body is', async () => {
  const body = Buffer.from(`{"a":"\\"","b":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'utf16le');
  const headers = { 'content-type': 'application/json; charset=UTF-16LE' };
  const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/v1/recommend`, { method: 'POST', body, headers });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { code: 'STARS_INVALID_FIELD', field: 'content-type', message: expect.stringContaining('UTF-8') } },
  ]);
});

describe('bad input over gRPC', () => {
  it.each([
    ['k of 1001', { k: 1001 }, 'STARS_OUT_OF_RANGE', 'k'],
    ['k of a million', { k: 1_000_000 }, 'STARS_OUT_OF_RANGE', 'k'],
    ['no user', { userId: '' }, 'STARS_FIELD_REQUIRED', 'user_id'],
    ['a mode that is none', { mode: 99 }, 'STARS_UNKNOWN_TYPE', 'mode'],
    [
      'a filter field that is none',
      { filter: { expression: { $case: 'in' as const, value: { field: 'größe', values: ['1'] } } } },
      'STARS_UNKNOWN_FILTER_FIELD',
      'filter.in.field',
    ],
  ])('%s', async (_, part, code, field) => {
    const request = RecommendRequest.fromPartial({ userId: user_id, k: 1, ...part });
    await expect(gateway.recommendations.recommend(request)).rejects.toMatchObject({ code, field });
  });

  it('bytes that are no message', async () => {
    const client = new Client(`127.0.0.1:${gateway.grpcPort}`, credentials.createInsecure());
    const [path, same] = ['/stars.v1.RecommendationService/Recommend', (bytes: Buffer) => bytes];
    const failure = await new Promise<ServiceError | null>((resolve) => {
      client.makeUnaryRequest(path, same, same, Buffer.from('ff', 'hex'), (error) => resolve(error));
    });
    client.close();
    expect([failure?.code, failure?.metadata.get('stars-code')]).toEqual([
      status.INVALID_ARGUMENT,
      ['STARS_INVALID_FIELD'],
    ]);
  });

  it('never shows a caller the details of an internal error', async () => {
    const broken = await newTestGateway({
      deps: ({ vectors }) => ({
        vectors: Object.assign(Object.create(vectors), { search: () => Promise.reject(new Error('secret path')) }),
      }),
    });
    const body = { user_id, k: 1 };
    const http = await broken.post('/v1/recommend', body);
    expect(http).toMatchObject({ status: 500, body: { error: { code: 'STARS_INTERNAL' } } });
    expect(JSON.stringify(http.body)).not.toContain('secret');
    expect(JSON.stringify(http.body)).toMatch(/the log has it as [0-9a-f]{8}\b/);
    const grpc = broken.recommendations.recommend(RecommendRequest.fromPartial({ userId: user_id, k: 1 }));
    await expect(grpc).rejects.toMatchObject({
      code: 'STARS_INTERNAL',
      message: expect.not.stringContaining('secret'),
    });
    await broken.close();
  });
});

it('an open API is not called through a name of somebody else, as by a page in a browser on this machine', async () => {
  const port = gateway.httpPort;
  const statusBy = async (path: string, host: string): Promise<number> => {
    const call = request({ host: '127.0.0.1', port, path, headers: { host } }).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode!;
  };
  expect(await statusBy('/v1/popular', 'shop.example')).toBe(403);
  expect(await statusBy('/v1/popular', `localhost:${port}`)).toBe(200);
  expect(await statusBy('/healthz', 'shop.example')).toBe(200);
});

describe('a port in use', () => {
  it.each([
    ['gRPC', () => ({ grpcPort: gateway.grpcPort, httpPort: 0 })],
    ['HTTP', () => ({ grpcPort: 0, httpPort: gateway.httpPort })],
  ])('%s: a clear error, and no server left open', async (server, ports) => {
    const other = await newTestGateway();
    await expect(ApiServers.open(ports(), other.deps)).rejects.toMatchObject({
      code: 'STARS_PORT_IN_USE',
      message: expect.stringContaining(server),
    });
    await other.close();
  });
});

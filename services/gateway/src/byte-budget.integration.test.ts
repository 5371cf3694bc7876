import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';
import { framed, grpcCall, outcomeOf, RawClients } from './testing/raw-clients.js';

const MIB = 2 ** 20;
const LARGEST = 4 * MIB;
const part = Buffer.alloc(MIB, ' ');
/** Bodies of three parts: more than may be held. */
const BODIES = 24;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(() => gateway?.close());
const clients = new RawClients();
afterEach(() => clients.close());

const bytesHeld = async (): Promise<string | undefined> => {
  const text = await (await fetch(`http://127.0.0.1:${gateway.httpPort}/metrics`)).text();
  return text.split('\n').find((line) => line.startsWith('stars_gateway_request_bytes'));
};

it('bodies that do not end have bounded memory together over HTTP, and give it back', async () => {
  const head = [
    'POST /v1/track HTTP/1.1',
    `host: 127.0.0.1:${gateway.httpPort}`,
    'content-type: application/json',
    `content-length: ${LARGEST}`,
    '\r\n',
  ].join('\r\n');
  const sockets = Array.from({ length: BODIES }, () => clients.tcp(gateway.httpPort));
  const answers = sockets.map(async (socket) => String((await once(socket, 'data'))[0]));
  for (const socket of sockets) socket.write(head);
  for (let n = 0; n < 3; n++) for (const socket of sockets) socket.write(part);
  expect(await Promise.race(answers)).toMatch(/^HTTP\/1.1 429 [\s\S]*STARS_OVERLOADED/);
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect(await bytesHeld()).toMatch(/ 0$/), 20_000);
});

it('bodies that do not end have bounded memory together over gRPC, and give it back', async () => {
  const unfinished = async (): Promise<Record<string, unknown>> => {
    const stream = grpcCall(clients.http2(gateway.grpcPort), 'Track', '');
    const outcome = outcomeOf(stream);
    stream.write(framed(new Uint8Array(), LARGEST));
    // A session of Node keeps less than this for its caller at once.
    for (let n = 0; n < 3 && !stream.closed; n++) await new Promise((sent) => stream.write(part, sent));
    return outcome;
  };
  const outcome = await Promise.race(Array.from({ length: BODIES }, unfinished));
  expect(outcome['stars-code']).toBe('STARS_OVERLOADED');
  await clients.close();
  await vi.waitFor(async () => {
    const stream = grpcCall(clients.http2(gateway.grpcPort), 'Track', '');
    const whole = outcomeOf(stream);
    stream.write(framed(new Uint8Array(), LARGEST));
    for (let n = 0; n < LARGEST / MIB; n++) await new Promise((sent) => stream.write(part, sent));
    stream.end();
    expect(await whole).not.toMatchObject({ 'stars-code': 'STARS_OVERLOADED' });
  }, 20_000);
});

import { connect, type Socket } from 'node:net';
import type { SeededRandom } from '@stars/datasets/testing';
import { randomBytes } from './hostile-bytes.js';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** A frame of HTTP/2. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array, length = payload.length): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** What clients send that are broken, or mean no good. */
const PAYLOADS: Readonly<Record<string, (random: SeededRandom) => Buffer>> = {
  noise: (random) => randomBytes(random.below(2000), random),
  'hello of TLS': (random) => Buffer.concat([Buffer.of(0x16, 3, 1, 2, 0, 1), randomBytes(512, random)]),
  'half a request': () => Buffer.from('POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n{"inter'),
  'two lengths': () =>
    Buffer.from('POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef'),
  'length and chunks': () =>
    Buffer.from(
      'POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /',
    ),
  'bad chunk': () =>
    Buffer.from('POST /v1/track HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n'),
  'many headers': (random) =>
    Buffer.from(`GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(random.below(20_000))}\r\n`),
  'control characters': () => Buffer.from('GET /v1/items/\x00\x7f HTTP/1.1\r\nhost: \x01\r\n\r\n'),
  'only a preface': () => PREFACE,
  'frames of noise': (random) =>
    Buffer.concat([
      PREFACE,
      frame(4, 0, 0, Buffer.alloc(0)),
      ...Array.from({ length: 10 }, () =>
        frame(random.below(12), random.below(256), random.below(7), randomBytes(random.below(100), random)),
      ),
    ]),
  'a frame without end': () => Buffer.concat([PREFACE, frame(0, 0, 1, Buffer.alloc(10), 0xff_ffff)]),
  'pings and resets': () =>
    Buffer.concat([
      PREFACE,
      frame(4, 0, 0, Buffer.alloc(0)),
      ...Array.from({ length: 200 }, (_, n) => frame(n % 2 ? 6 : 3, 0, n % 2 ? 0 : n + 1, Buffer.alloc(n % 2 ? 8 : 4))),
    ]),
  'headers that go on': (random) =>
    Buffer.concat([
      PREFACE,
      frame(4, 0, 0, Buffer.alloc(0)),
      frame(1, 0, 1, randomBytes(50, random)),
      ...Array.from({ length: 100 }, () => frame(9, 0, 1, randomBytes(200, random))),
    ]),
};

/** How long a client waits for what the server does with its bytes. */
const PATIENCE_MS = 150;

/** Connections that no client of HTTP or gRPC would make. */
export class HostileConnections {
  readonly #slow = new Set<Socket>();

  constructor(private readonly ports: Readonly<Record<'grpc' | 'http', number>>) {}

  /** Sends bytes, and says how the server took them. */
  send(server: 'grpc' | 'http', random: SeededRandom): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const payload = PAYLOADS[random.pick(Object.keys(PAYLOADS))]!(random);
    const ends = random.below(3);
    const socket = connect({ port: this.ports[server], host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    socket.on('data', (part) => {
      answer ||= /^HTTP\/1.1 (\d+)/.exec(part.toString('latin1'))?.[0] ?? 'frames';
    });
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => resolve(answer || 'closed'));
    // Half of them are left open, and the client goes without a word.
    socket.setTimeout(PATIENCE_MS, () => {
      answer ||= 'left open';
      socket.destroy();
    });
    socket.write(payload);
    if (ends === 0) socket.end();
    return promise;
  }

  /** One more client that sends a byte now and then, and never ends. */
  addSlow(server: 'grpc' | 'http'): void {
    const socket = connect({ port: this.ports[server], host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.on('close', () => this.#slow.delete(socket));
    socket.write(server === 'grpc' ? PREFACE.subarray(0, 5) : 'POST /v1/track HTTP/1.1\r\nhost: ');
    this.#slow.add(socket);
  }

  /** Each slow client sends its next byte. */
  trickle(): void {
    for (const socket of this.#slow) socket.write('x');
  }

  /** How many slow clients the server has not dropped. */
  get slow(): number {
    return this.#slow.size;
  }

  close(): void {
    for (const socket of this.#slow) socket.destroy();
  }
}

import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';

/** Connections of clients that may send anything. */
export class RawClients {
  readonly #open: (Socket | ClientHttp2Session)[] = [];

  tcp(port: number): Socket {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    this.#open.push(socket);
    return socket;
  }

  http2(port: number): ClientHttp2Session {
    const session = connectHttp2(`http://127.0.0.1:${port}`).on('error', () => undefined);
    this.#open.push(session);
    return session;
  }

  async close(): Promise<void> {
    const closed = this.#open.filter(({ destroyed }) => !destroyed).map((each) => once(each, 'close'));
    for (const each of this.#open.splice(0)) each.destroy();
    await Promise.all(closed);
  }
}

/** What a server says until it closes the connection. */
export async function untilClosed(socket: Socket): Promise<string> {
  let said = '';
  socket.setEncoding('latin1').on('data', (text) => {
    said += text;
  });
  if (!socket.destroyed) await once(socket, 'close');
  return said;
}

/** A call over gRPC of which nothing but the headers is sent. @param authorization empty: none; @param timeout such as `1500m`, milliseconds */
export function grpcCall(
  session: ClientHttp2Session,
  method: string,
  authorization: string,
  timeout?: string,
): ClientHttp2Stream {
  const service = method.startsWith('Recommend') ? 'RecommendationService' : 'EventService';
  const path = method === 'Watch' ? '/grpc.health.v1.Health/Watch' : `/stars.v1.${service}/${method}`;
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(authorization === '' ? {} : { authorization }),
    ...(timeout ? { 'grpc-timeout': timeout } : {}),
  });
  return stream.on('error', () => undefined).resume();
}

/** A message as gRPC sends it. @param length what it says of its length, bytes */
export function framed(bytes: Uint8Array, length = bytes.length): Buffer {
  const frame = Buffer.alloc(5 + bytes.length);
  frame.writeUInt32BE(length, 1);
  frame.set(bytes, 5);
  return frame;
}

/** Status and trailers of a call, also if it has no message. */
export async function outcomeOf(stream: ClientHttp2Stream): Promise<Record<string, unknown>> {
  let outcome: Record<string, unknown> = {};
  const take = (headers: Record<string, unknown>): void => {
    if (headers['grpc-status'] !== undefined) outcome = headers;
  };
  stream.on('response', take).on('trailers', take);
  await once(stream, 'close');
  return outcome;
}

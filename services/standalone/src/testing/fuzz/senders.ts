import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { GRPC_STATUS } from '@stars/contracts';

export interface SentCall {
  /** `POST` with frames of messages for gRPC. */
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: Buffer | string;
}

export interface CallOutcome {
  /** `OK`, a code of STARS, or else the transport's status. */
  name: string;
  /** Everything that came back, headers too. */
  text: string;
}

const PATIENCE_MS = 30_000;
/** Streams that do not end by themselves, such as that of health, are left after their first message. */
const STREAM_MS = 200;

const STATUS_NAMES = new Map([
  ['2', 'UNKNOWN'],
  ...Object.entries(GRPC_STATUS).map(([name, status]) => [String(status), name] as const),
]);

const codeIn = (text: string): string | undefined => /"code":"(STARS_\w+)"/.exec(text)?.[1];

/** Calls over HTTP/1.1, on connections that are kept. */
export class HttpSender {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(private readonly port: number) {}

  send(sent: SentCall): Promise<CallOutcome> {
    // A connection that the server ends must not be given to the next call.
    return this.#sendOn((sent.body?.length ?? 0) > 100_000 ? false : this.#agent, sent);
  }

  async #sendOn(agent: Agent | false, sent: SentCall): Promise<CallOutcome> {
    const { method, path, headers, body } = sent;
    const call = request({ host: '127.0.0.1', port: this.port, agent, method, path, headers });
    call.setTimeout(PATIENCE_MS, () => call.destroy(new Error('no answer')));
    const answered = once(call, 'response') as Promise<[IncomingMessage]>;
    call.end(body);
    try {
      const [response] = await answered;
      // A server may end a connection whose request it refuses to read, after its answer.
      call.on('error', () => undefined);
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      const text = JSON.stringify(response.headers) + Buffer.concat(parts).toString();
      const status = response.statusCode!;
      return { name: status < 400 ? 'OK' : (codeIn(text) ?? `http ${status}`), text };
    } catch (error) {
      call.on('error', () => undefined);
      // The server ended a connection that was idle for long, just as it was used again: nothing was lost.
      if (call.reusedSocket) return this.#sendOn(false, sent);
      return { name: (error as Error).message === 'no answer' ? 'no answer' : 'closed', text: '' };
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Calls over gRPC as frames of HTTP/2, so that also what no gRPC client would send can be sent. */
export class GrpcSender {
  #session: ClientHttp2Session | undefined;

  constructor(private readonly port: number) {}

  send({ method, path, headers, body }: SentCall): Promise<CallOutcome> {
    const { promise, resolve } = Promise.withResolvers<CallOutcome>();
    const stream = this.#connected().request({ ':method': method, ':path': path, ...headers });
    const seen: IncomingHttpHeaders[] = [];
    const parts: Buffer[] = [];
    const text = (): string => JSON.stringify(seen) + Buffer.concat(parts).toString('latin1');
    stream.on('response', (got) => seen.push(got));
    stream.on('trailers', (got) => seen.push(got));
    stream.on('data', (part: Buffer) => {
      parts.push(part);
      stream.setTimeout(STREAM_MS);
    });
    stream.on('timeout', () => stream.close());
    // A stream's own timer starts anew while its session has anything to write.
    const patience = setTimeout(() => {
      resolve({ name: 'no answer', text: '' });
      stream.destroy();
    }, PATIENCE_MS);
    stream.on('error', () => undefined);
    stream.on('close', () => {
      clearTimeout(patience);
      resolve({ name: nameOf(Object.assign({}, ...seen), parts.length > 0), text: text() });
    });
    stream.end(body);
    return promise;
  }

  #connected(): ClientHttp2Session {
    if (!this.#session || this.#session.closed || this.#session.destroyed) {
      // By default a session with 10 MB to send refuses the answers to its other calls.
      this.#session = connect(`http://127.0.0.1:${this.port}`, { maxSessionMemory: 1000 });
      this.#session.on('error', () => undefined);
    }
    return this.#session;
  }

  close(): void {
    this.#session?.destroy();
  }
}

function nameOf(headers: IncomingHttpHeaders, hasData: boolean): string {
  const status = headers['grpc-status'];
  if (status === '0') return 'OK';
  if (headers['stars-code'] !== undefined) return String(headers['stars-code']);
  if (status !== undefined) return `grpc ${STATUS_NAMES.get(String(status)) ?? String(status)}`;
  if (hasData) return 'OK';
  return headers[':status'] === undefined ? 'closed' : `http ${headers[':status']}`;
}

/** A message as gRPC frames it. */
export function framed(message: Uint8Array, compressed = 0, length = message.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

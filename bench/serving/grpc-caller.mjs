// Unary gRPC calls over plain node:http2, so that the generator takes little of the shared machine.
import { connect } from 'node:http2';

const STATUS = 'grpc-status';

export class GrpcCaller {
  #sessions;
  #next = 0;
  #headers;

  /** @param authorization of all calls; absent: none */
  constructor(address, connections, authorization) {
    this.#headers = authorization ? { authorization } : {};
    this.#sessions = Array.from({ length: connections }, () => connect(`http://${address}`));
    for (const session of this.#sessions) session.on('error', () => undefined);
  }

  /** Resolves with `{ status, bytes }`: the gRPC status and the size of the message. Status -1: a broken call. */
  call({ path, body }, deadlineMs) {
    const session = this.#sessions[this.#next++ % this.#sessions.length];
    const frame = Buffer.allocUnsafe(5 + body.length);
    frame.writeUInt8(0, 0);
    frame.writeUInt32BE(body.length, 1);
    frame.set(body, 5);
    return new Promise((resolve) => {
      let bytes = -5;
      let status = -1;
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...this.#headers,
        'grpc-timeout': `${deadlineMs}m`,
      });
      // An answer without a message has its status in the headers.
      stream.on('response', (headers) => {
        if (headers[STATUS] !== undefined) status = Number(headers[STATUS]);
      });
      stream.on('trailers', (trailers) => {
        status = Number(trailers[STATUS]);
      });
      stream.on('data', (chunk) => {
        bytes += chunk.length;
      });
      stream.on('error', () => undefined);
      stream.on('close', () => resolve({ status, bytes: Math.max(0, bytes) }));
      stream.end(frame);
    });
  }

  close() {
    for (const session of this.#sessions) session.close();
  }
}

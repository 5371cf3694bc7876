// Unary gRPC calls over plain node:http2, so that the generator takes little of the shared machine.
import { connect } from 'node:http2';

const STATUS = 'grpc-status';
export const RECOMMEND = '/stars.v1.RecommendationService/Recommend';

export class GrpcCaller {
  #sessions;
  #next = 0;
  #authorization;

  /** @param authorization of all calls */
  constructor(address, connections, authorization) {
    this.#authorization = authorization;
    this.#sessions = Array.from({ length: connections }, () => connect(`http://${address}`));
    for (const session of this.#sessions) session.on('error', () => undefined);
  }

  /** Resolves with the gRPC status; -1: a broken call. */
  recommend(body, deadlineMs) {
    const session = this.#sessions[this.#next++ % this.#sessions.length];
    const frame = Buffer.allocUnsafe(5 + body.length);
    frame.writeUInt8(0, 0);
    frame.writeUInt32BE(body.length, 1);
    frame.set(body, 5);
    return new Promise((resolve) => {
      let status = -1;
      // An answer without a message has its status in the headers.
      const read = (headers) => {
        if (headers[STATUS] !== undefined) status = Number(headers[STATUS]);
      };
      session
        .request({
          ':method': 'POST',
          ':path': RECOMMEND,
          'content-type': 'application/grpc',
          te: 'trailers',
          authorization: this.#authorization,
          'grpc-timeout': `${deadlineMs}m`,
        })
        .on('response', read)
        .on('trailers', read)
        .on('error', () => undefined)
        .on('close', () => resolve(status))
        .resume()
        .end(frame);
    });
  }

  close() {
    for (const session of this.#sessions) session.close();
  }
}

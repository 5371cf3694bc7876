// What asks over kept connections: plain node:http and node:http2, so that the generator takes little of the shared machine.
// `call` resolves with why there was no answer; undefined: there was one.
import { Agent, request as requestHttp } from 'node:http';
import { connect } from 'node:http2';
import { RecommendRequest } from '@stars/contracts';

export const RECOMMEND = '/stars.v1.RecommendationService/Recommend';
const STATUS = 'grpc-status';
const GRPC_OK = '0';
const DEADLINE_MS = 10_000;

export class HttpCaller {
  #agent;
  #to;

  /** @param authorization of all calls */
  constructor(address, connections, authorization) {
    const [host, port] = address.split(':');
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    const headers = { 'content-type': 'application/json', authorization };
    this.#to = { host, port, headers, agent: this.#agent, method: 'POST' };
  }

  prepare({ path, body }) {
    return { path, text: JSON.stringify(body) };
  }

  call({ path, text }) {
    return new Promise((resolve) => {
      requestHttp({ ...this.#to, path }, (response) => {
        const { statusCode } = response;
        response.on('close', () => resolve(statusCode === 200 ? undefined : `status ${statusCode}`)).resume();
      })
        .on('error', ({ message }) => resolve(message))
        .end(text);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

/** Unary calls of `Recommend`. */
export class GrpcCaller {
  #sessions;
  #next = 0;
  #headers;

  constructor(address, connections, authorization) {
    this.#headers = {
      ':method': 'POST',
      ':path': RECOMMEND,
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization,
      'grpc-timeout': `${DEADLINE_MS}m`,
    };
    this.#sessions = Array.from({ length: connections }, () => connect(`http://${address}`));
    for (const session of this.#sessions) session.on('error', () => undefined);
  }

  prepare({ body: { user_id: userId, k } }) {
    const message = RecommendRequest.encode(RecommendRequest.fromPartial({ userId, k })).finish();
    const frame = Buffer.alloc(5 + message.length);
    frame.writeUInt32BE(message.length, 1);
    frame.set(message, 5);
    return frame;
  }

  call(frame) {
    const session = this.#sessions[this.#next++ % this.#sessions.length];
    return new Promise((resolve) => {
      let status;
      // An answer without a message has its status in the headers.
      const read = (headers) => {
        status = headers[STATUS] ?? status;
      };
      session
        .request(this.#headers)
        .on('response', read)
        .on('trailers', read)
        .on('error', () => undefined)
        .on('close', () => resolve(status === GRPC_OK ? undefined : `grpc-status ${status}`))
        .resume()
        .end(frame);
    });
  }

  close() {
    for (const session of this.#sessions) session.close();
  }
}

import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { LoopbackServer } from './loopback-server.js';

/**
 * through: as if it were not there. away: connections break. hangs: nothing is answered.
 * forgets: requests take effect, and their answers are lost. A number: refused with this HTTP status.
 */
export type Fault = 'through' | 'away' | 'hangs' | 'forgets' | number;

/** Stands between a client and a server over HTTP, and does what networks and busy servers do. */
export class FaultyProxy {
  fault: Fault = 'through';
  /** Requests that met the fault. */
  hit = 0;
  readonly #server: LoopbackServer;

  private constructor(private readonly target: string) {
    this.#server = new LoopbackServer((request, response) => this.#pass(request, response));
  }

  static async start(target: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target);
    await proxy.#server.listen();
    return proxy;
  }

  get url(): string {
    return this.#server.url;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const { fault } = this;
    if (fault !== 'through') this.hit++;
    if (fault === 'away') request.socket.destroy();
    else if (typeof fault === 'number') {
      request.resume();
      const body = JSON.stringify({ status: { error: 'Service error: so the test wants it' }, time: 0 });
      // As a busy Qdrant does; its client makes an error of another kind of it.
      const after = fault === 429 ? { 'retry-after': '1' } : {};
      response.writeHead(fault, { 'content-type': 'application/json', ...after }).end(body);
    } else if (fault !== 'hangs') this.#forward(request, response, fault === 'forgets');
  }

  #forward(request: IncomingMessage, response: ServerResponse, forget: boolean): void {
    const { method, headers, url } = request;
    const upstream = send(new URL(url ?? '', this.target), { ...(method ? { method } : {}), headers }, (answer) => {
      if (forget) answer.resume().on('end', () => request.socket.destroy());
      else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    });
    upstream.on('error', () => request.socket.destroy());
    request.pipe(upstream);
  }
}

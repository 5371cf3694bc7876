import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pause } from '@stars/platform';
import type { Pod } from './pod.js';
import type { TestNode } from './test-node.js';

/** How long the rules of a node take to follow the endpoints, ms: kube-proxy writes them at most once a second. */
const LAG_MS = 1000;

/**
 * A port of a Service: it sends each new connection to the next pod that is ready, and leaves open ones where they are. It learns
 * late who is ready, and late who leaves.
 */
export class ServiceBalancer {
  /** Pods that got a connection. */
  readonly used = new Set<Pod>();
  #endpoints: readonly Pod[] = [];
  #next = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly port: string,
  ) {}

  static async open(node: TestNode, pods: () => readonly Pod[], port: string): Promise<ServiceBalancer> {
    const balancer: ServiceBalancer = new ServiceBalancer(
      createServer({ allowHalfOpen: true, noDelay: true }, (socket) => balancer.#forward(socket)),
      port,
    );
    node.watch(() => {
      const endpoints = pods().filter(({ isEndpoint }) => isEndpoint);
      setTimeout(() => {
        balancer.#endpoints = endpoints;
      }, LAG_MS).unref();
    });
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    return balancer;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves once each of these gets new connections. */
  async reaches(pods: readonly Pod[]): Promise<void> {
    while (!pods.every((pod) => this.#endpoints.includes(pod))) await pause(LAG_MS / 20);
  }

  close(): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #forward(client: Socket): void {
    const pod = this.#endpoints[this.#next++ % this.#endpoints.length];
    if (!pod) return void client.resetAndDestroy();
    this.used.add(pod);
    const backend = connect({ host: pod.address, port: pod.portOf(this.port), allowHalfOpen: true, noDelay: true });
    for (const [from, to] of [
      [client, backend],
      [backend, client],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.resetAndDestroy());
      from.once('close', () => this.#sockets.delete(from));
    }
  }
}

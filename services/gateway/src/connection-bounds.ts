import type { Server, Socket } from 'node:net';

export const CONNECTION_BOUNDS = {
  /** Open connections of a port. */
  most: 10_000,
  /** Of these, from one address; of IPv6: from one network of 64 bits, which one customer has whole. */
  mostOfAddress: 1000,
  /** By then, a connection has sent the headers of a request over HTTP/1.1, or the beginning of HTTP/2, ms. */
  firstBytesMs: 10_000,
  /** From its headers, a request has come whole by then, ms. */
  sentWithinMs: 30_000,
  /** So old, give or take a tenth, a gRPC client is asked to connect again, ms: it may meet a gateway that is new. */
  askedToMoveMs: 300_000,
};

export type ConnectionBounds = typeof CONNECTION_BOUNDS;

/** How long a server that closes waits for calls in work, ms: as long as an answer takes at most. */
export const FINISHED_WITHIN_MS = 10_000;

/** HTTP/2 begins with 24 bytes and a frame of settings. */
const FIRST_BYTES = 33;
/** Time between two reports of refused connections, ms. */
const REPORT_MS = 1000;

/** Bounds the connections of a server's port. Those beyond a bound are closed at once, and logged about once a second. */
export class BoundedConnections {
  readonly #ofAddress = new Map<string, number>();
  #open = 0;
  #refused = 0;
  #report: NodeJS.Timeout | undefined;

  constructor(
    private readonly bounds: ConnectionBounds,
    private readonly onRefused: (count: number) => void,
  ) {}

  /** Before the server's own listener: it closes what is too much. */
  watch(server: Server): void {
    server.prependListener('connection', (socket: Socket) => this.accepts(socket));
  }

  /** Whether a connection may stay; otherwise it is closed. */
  accepts(socket: Socket): boolean {
    // It has ended already.
    if (socket.remoteAddress === undefined) return false;
    const address = networkOf(socket.remoteAddress);
    const count = this.#ofAddress.get(address) ?? 0;
    if (this.#open >= this.bounds.most || count >= this.bounds.mostOfAddress) {
      this.refuse(socket);
      return false;
    }
    this.#open++;
    this.#ofAddress.set(address, count + 1);
    socket.once('close', () => this.#leave(address));
    return true;
  }

  /** Closes a connection that has sent less than the beginning of HTTP/2 in time. */
  expectHttp2(socket: Socket): void {
    const timer = setTimeout(() => {
      if (socket.bytesRead < FIRST_BYTES) this.refuse(socket);
    }, this.bounds.firstBytesMs).unref();
    socket.once('close', () => clearTimeout(timer));
  }

  refuse(socket: Socket): void {
    socket.destroy();
    this.#refused++;
    this.#report ??= setTimeout(() => {
      this.onRefused(this.#refused);
      this.#refused = 0;
      this.#report = undefined;
    }, REPORT_MS).unref();
  }

  #leave(address: string): void {
    this.#open--;
    const count = this.#ofAddress.get(address)! - 1;
    if (count === 0) this.#ofAddress.delete(address);
    else this.#ofAddress.set(address, count);
  }
}

/** The first four groups of an address of IPv6 (what `::` leaves out are zeros); of IPv4 all of it. */
export function networkOf(address: string): string {
  if (address.includes('.')) return address;
  const [before, after] = address
    .split('%')[0]!
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array<string>(after === undefined ? 0 : 8 - before!.length - after.length).fill('0');
  return [...before!, ...zeros, ...(after ?? [])].slice(0, 4).join(':');
}

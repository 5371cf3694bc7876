import { setTimeout as sleep } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import { chunks, mapBounded } from '@stars/platform';
import { codedError, saysNoScript, saysNotAllowed } from './redis-errors.js';
import type { RedisScript } from './redis-script.js';
import type { RedisArgument, RedisNode, RedisReply, RedisWire, WireEvents } from './redis-wire.js';

export interface RedisCommand {
  /** Chooses the server, in a cluster. */
  key: string;
  args: readonly RedisArgument[];
  /** If present, `args` are its arguments: number of keys, keys, arguments. */
  script?: RedisScript;
}

export interface LinkOptions {
  /** Milliseconds that a call waits for the connection, and then for the next answer. */
  timeoutMs: number;
  /** Milliseconds after which a connection attempt is given up for a new one. */
  connectMs: number;
  /** Commands that wait for answers at once, of all calls. */
  maxPending: number;
}

/** Commands sent at once. */
const WINDOW = 500;
/** Windows of one call that wait for answers at once: together they bound its memory. */
const WINDOWS = 4;
/** Total time of a call that gets answers now and then, in units of its time limit. */
const MOST_ROUNDS = 20;

/**
 * Sends commands and returns answers, within limits. If there was no answer for too long, the connection is replaced: all calls
 * would wait behind one that hangs. While the server is away for longer than the limit, calls fail at once.
 */
export class RedisLink {
  #wire: RedisWire;
  /** Settles when the connection is open. */
  #standing = Promise.withResolvers<void>();
  #isReady = false;
  #downSince = performance.now();
  #lastError: unknown;
  #watchdog: NodeJS.Timeout | undefined;
  #pending = 0;
  /** Total number of answers. */
  #heard = 0;
  #closed = false;

  constructor(
    private readonly connect: (events: WireEvents) => RedisWire,
    private readonly options: LinkOptions,
  ) {
    this.#wire = this.#open();
  }

  /** Waits until the server is connected. Errors: `STARS_UNAVAILABLE`, `STARS_CONFIG_INVALID` for wrong credentials. */
  async ready(): Promise<void> {
    await this.#whenReady().catch((error) => {
      throw codedError(error);
    });
  }

  /**
   * Sends a command for each item, in windows, and gives the answers in order.
   * Errors: `STARS_UNAVAILABLE`, `STARS_OVERLOADED`; what was sent by then may have been done.
   */
  async exchange<T>(items: readonly T[], command: (item: T) => RedisCommand): Promise<RedisReply[]> {
    const windows = await mapBounded(chunks(items, WINDOW), WINDOWS, (window) =>
      this.#bounded(window.length, (wire, heard) => each(window, heard, (item) => run(wire, command(item)))),
    );
    return windows.flat();
  }

  /** Commands for one server, with any keys. */
  ask(node: RedisNode, commands: readonly (readonly RedisArgument[])[]): Promise<RedisReply[]> {
    return this.#bounded(commands.length, (_wire, heard) => each(commands, heard, (args) => node.send(args)));
  }

  /** The servers that hold the keys. */
  async nodes(): Promise<RedisNode[]> {
    await this.ready();
    return this.#wire.nodes();
  }

  /** Waits for pending commands. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#watchdog);
    while (this.#pending > 0) await sleep(5);
    this.#standing.promise.catch(() => undefined);
    this.#standing.reject(closed());
    this.#wire.destroy();
  }

  async #bounded<R>(count: number, start: (wire: RedisWire, heard: () => void) => Promise<R[]>): Promise<R[]> {
    if (count === 0) return [];
    if (this.#pending > 0 && this.#pending + count > this.options.maxPending) {
      throw new StarsError('STARS_OVERLOADED', `${this.#pending} commands wait for Redis already`);
    }
    this.#pending += count;
    try {
      const wire = await this.#whenReady();
      return await this.#withinTime(wire, (heard) => start(wire, heard));
    } catch (error) {
      throw codedError(error);
    } finally {
      this.#pending -= count;
    }
  }

  async #withinTime<R>(wire: RedisWire, start: (heard: () => void) => Promise<R[]>): Promise<R[]> {
    const { timeoutMs } = this.options;
    const { promise: late, reject } = Promise.withResolvers<never>();
    let own = 0;
    let rounds = 0;
    let before = { own, all: this.#heard };
    const timer = setInterval(() => {
      const now = { own, all: this.#heard };
      if (now.own > before.own && ++rounds < MOST_ROUNDS) {
        before = now;
        return;
      }
      reject(new StarsError('STARS_UNAVAILABLE', `Redis gave no answer within ${timeoutMs} ms`));
      if (now.all === before.all) this.#replace(wire);
    }, timeoutMs);
    const heard = (): void => {
      own++;
      this.#heard++;
    };
    try {
      return await Promise.race([start(heard), late]);
    } finally {
      clearInterval(timer);
    }
  }

  async #whenReady(): Promise<RedisWire> {
    if (this.#closed) throw closed();
    if (this.#isReady) return this.#wire;
    const left = this.#downSince + this.options.timeoutMs - performance.now();
    if (left > 0) {
      const timer = new AbortController();
      const late = sleep(left, undefined, { signal: timer.signal });
      await Promise.race([this.#standing.promise, late]).finally(() => timer.abort());
    }
    if (this.#isReady) return this.#wire;
    throw codedError(this.#lastError ?? new Error('no connection yet'));
  }

  #open(): RedisWire {
    const mine = (then: () => void) => (): void => {
      // Events of an abandoned connection do not concern its replacement.
      if (this.#wire === wire && !this.#closed) then();
    };
    const wire = this.connect({
      onReady: () => mine(() => this.#found())(),
      onLost: (error) => mine(() => this.#lost(error))(),
    });
    this.#watch(wire);
    return wire;
  }

  #found(): void {
    clearTimeout(this.#watchdog);
    this.#isReady = true;
    this.#lastError = undefined;
    this.#standing.resolve();
  }

  #lost(error: unknown): void {
    this.#lastError = error;
    if (saysNotAllowed(error)) {
      this.#standing.promise.catch(() => undefined);
      this.#standing.reject(error);
      this.#standing = Promise.withResolvers();
    }
    if (!this.#isReady) return;
    this.#isReady = false;
    this.#downSince = performance.now();
    this.#standing = Promise.withResolvers();
    this.#watch(this.#wire);
  }

  #replace(wire: RedisWire): void {
    if (this.#wire !== wire || this.#closed) return;
    this.#lost(new Error('the connection hung'));
    this.#wire = this.#open();
    wire.destroy();
  }

  #watch(wire: RedisWire): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#replace(wire), this.options.connectMs);
    this.#watchdog.unref();
  }
}

/** Sends all at once; calls `heard` for each answer. */
function each<T>(work: readonly T[], heard: () => void, send: (item: T) => Promise<RedisReply>): Promise<RedisReply[]> {
  return Promise.all(
    work.map((item) =>
      send(item).then((reply) => {
        heard();
        return reply;
      }),
    ),
  );
}

function run(wire: RedisWire, { key, args, script }: RedisCommand): Promise<RedisReply> {
  if (script === undefined) return wire.send(key, args);
  return wire.send(key, ['EVALSHA', script.sha, ...args]).catch((error) => {
    // A server that was restarted, or took over from another, has no scripts.
    if (!saysNoScript(error)) throw error;
    return wire.send(key, ['EVAL', script.source, ...args]);
  });
}

const closed = (): StarsError => new StarsError('STARS_UNAVAILABLE', 'the profile store is closed');

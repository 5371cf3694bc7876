import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CommandWriter } from './command-writer.js';
import { type LineReply, ReplyLines } from './reply-lines.js';
import type { RedisArgument, WireOptions } from './wire-options.js';

/** An unused connection is closed after this time, before a server or a proxy closes it without notice, ms. */
const IDLE_MS = 10_000;
/** Approximate bytes of a window of profiles. */
const WINDOW_BYTES = 1 << 20;

interface Window {
  writer: CommandWriter;
  replies: number[];
  expected: number;
  /** The first refusal, which is reported once all replies of the window are here, so that replies of the next are not mixed up. */
  refusal: Error | undefined;
  heard: () => void;
  resolve: (replies: number[]) => void;
  reject: (error: unknown) => void;
}

/**
 * A second connection for many commands whose replies are whole numbers. The client sends every argument separately and keeps a
 * promise for each command, which is most of a profile's cost; here a window of commands is one buffer and one promise. The
 * connection is open from the first window until it was idle for a while.
 */
export class BulkConnection {
  readonly #options: Pick<WireOptions, 'url' | 'connectMs'>;
  #socket: Socket | undefined;
  #windows: Window[] = [];
  /** Since when the oldest window waits without a reply. */
  #silentSince = 0;
  /** Buffers of completed windows, for reuse. */
  readonly #free: CommandWriter[] = [];

  constructor(options: Pick<WireOptions, 'url' | 'connectMs'>) {
    this.#options = options;
  }

  /** Numbers in the order of the commands. Rejects with the first refusal, or with the error of the connection. */
  send(commands: readonly (readonly RedisArgument[])[], heard: () => void): Promise<number[]> {
    const writer = this.#free.pop() ?? new CommandWriter(WINDOW_BYTES);
    for (const command of commands) writer.add(command);
    // This connection may hang while the client's works: callers have given up by now, so close it here.
    if (this.#windows.length === 0) this.#silentSince = performance.now();
    else if (performance.now() - this.#silentSince > this.#options.connectMs) {
      this.#lost(this.#socket, new Error('the connection hung'));
    }
    return new Promise((resolve, reject) => {
      const socket = this.#open();
      this.#windows.push({
        writer,
        replies: [],
        expected: commands.length,
        refusal: undefined,
        heard,
        resolve,
        reject,
      });
      socket.write(writer.written);
    });
  }

  /** Fails pending commands. */
  destroy(): void {
    this.#lost(this.#socket, new Error('the connection is closed'));
  }

  #open(): Socket {
    if (this.#socket) return this.#socket;
    const { protocol, hostname, port, username, password, pathname } = new URL(this.#options.url);
    const place = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
    const socket = protocol === 'rediss:' ? connectTls({ ...place, servername: place.host }) : connectPlain(place);
    this.#socket = socket;
    socket.setNoDelay(true);
    const late = setTimeout(() => lost(new Error('no connection in time')), this.#options.connectMs);
    const lost = (error: Error): void => {
      clearTimeout(late);
      this.#lost(socket, error);
    };
    const greeting = greetingOf(decodeURIComponent(username), decodeURIComponent(password), pathname.slice(1));
    let greeted = 0;
    const lines = new ReplyLines((reply) => {
      if (greeted === greeting.length) return this.#take(reply);
      greeted++;
      if (reply instanceof Error) lost(reply);
    });
    socket.once(protocol === 'rediss:' ? 'secureConnect' : 'connect', () => {
      clearTimeout(late);
      socket.setTimeout(IDLE_MS);
    });
    socket.on('timeout', () => lost(new Error('the connection was idle, or hung')));
    socket.on('data', (chunk) => {
      if (this.#socket !== socket) return;
      try {
        lines.read(chunk);
      } catch (error) {
        lost(error as Error);
      }
    });
    socket.on('error', lost);
    socket.on('close', () => lost(new Error('the connection was closed')));
    const writer = new CommandWriter(256);
    for (const command of greeting) writer.add(command);
    if (greeting.length > 0) socket.write(writer.written);
    return socket;
  }

  #take(reply: LineReply): void {
    const window = this.#windows[0];
    if (window === undefined || typeof reply === 'string') throw new Error('a reply that nobody expects');
    window.heard();
    this.#silentSince = performance.now();
    if (reply instanceof Error) window.refusal ??= reply;
    window.replies.push(reply instanceof Error ? Number.NaN : reply);
    if (window.replies.length < window.expected) return;
    this.#windows.shift();
    window.writer.clear();
    this.#free.push(window.writer);
    if (window.refusal) window.reject(window.refusal);
    else window.resolve(window.replies);
  }

  #lost(socket: Socket | undefined, error: Error): void {
    if (socket === undefined || this.#socket !== socket) return;
    this.#socket = undefined;
    socket.destroy();
    const failed = this.#windows;
    this.#windows = [];
    for (const { reject } of failed) reject(error);
  }
}

/** Commands at the start of the connection, each answered by OK or a refusal. */
function greetingOf(username: string, password: string, database: string): string[][] {
  const commands: string[][] = [];
  if (password !== '') commands.push(username === '' ? ['AUTH', password] : ['AUTH', username, password]);
  if (database !== '') commands.push(['SELECT', database]);
  return commands;
}

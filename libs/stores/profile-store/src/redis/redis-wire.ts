import { createClient, createCluster, RESP_TYPES, type RedisClientOptions } from '@redis/client';
import { Secret } from '@stars/platform';

/** A part of a command. */
export type RedisArgument = string | Buffer;

/** Where a server is, and how it is met. */
export interface WireOptions {
  /** `redis://` or `rediss://`, with user, password and database where there are any. User and password are read anew for each connection. */
  url: Secret;
  cluster: boolean;
  /** The certificate of this client and its key, as PEM, for servers that ask for one: those of now. */
  identity?: { cert: string | Secret; key: string | Secret };
  /** Milliseconds for a connection to stand. */
  connectMs: number;
}

export type RedisReply = null | number | Buffer | RedisReply[];

/** One server: the only one, or a primary of a cluster. */
export interface RedisNode {
  id: string;
  send(args: readonly RedisArgument[]): Promise<RedisReply>;
}

/** A connection, or those of a cluster: what is sent waits in no queue while the server is away, but fails. */
export interface RedisWire {
  /** Sends a command to the server that holds the key. */
  send(key: string, args: readonly RedisArgument[]): Promise<RedisReply>;
  nodes(): Promise<RedisNode[]>;
  /** Fails pending commands. */
  destroy(): void;
}

export interface WireEvents {
  onReady(): void;
  onLost(error: unknown): void;
}

/** Maps come as lists of alternating keys and values, texts as bytes. */
const BINARY = { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.MAP]: Array };

/** Bytes that wait for the socket: with Node's 64 KB, a window of long histories waits for it again and again. */
const WRITE_BUFFER = 4 << 20;

/** The longest pause between two attempts to connect, ms. */
const LONGEST_PAUSE = 1000;

/** Starts to connect, and again whenever the connection is lost, until it is destroyed. */
export function openWire(options: WireOptions, events: WireEvents): RedisWire {
  return options.cluster ? clusterWire(options, events) : singleWire(options, events);
}

function singleWire(options: WireOptions, events: WireEvents): RedisWire {
  const client = createClient({ url: serverOf(options.url), ...common(options) });
  client.on('ready', () => events.onReady());
  client.on('error', (error) => events.onLost(error));
  // It fails only if it was destroyed meanwhile.
  client.connect().catch((error) => events.onLost(error));
  const send = (args: readonly RedisArgument[]): Promise<RedisReply> => client.sendCommand<RedisReply>(args);
  return {
    send: (_key, args) => send(args),
    nodes: async () => [{ id: 'only', send }],
    destroy: () => client.destroy(),
  };
}

function clusterWire(options: WireOptions, events: WireEvents): RedisWire {
  const defaults = common(options);
  const cluster = createCluster({
    rootNodes: [{ url: serverOf(options.url) }],
    defaults: {
      ...defaults,
      // The address's settings also hold for servers that are found through it.
      socket: { ...defaults.socket, ...(options.url.read().startsWith('rediss:') ? { tls: true } : {}) },
    },
  });
  // If a node is away, only its commands fail; the others go on.
  cluster.on('error', () => undefined);
  cluster.connect().then(
    () => events.onReady(),
    (error) => events.onLost(error),
  );
  return {
    send: (key, args) => cluster.sendCommand<RedisReply>(key, false, [...args]),
    nodes: async () =>
      cluster.masters.map((master) => ({
        id: master.id,
        send: async (args) => (await cluster.nodeClient(master)).sendCommand<RedisReply>([...args]),
      })),
    destroy: () => cluster.destroy(),
  };
}

/** The address without its login. */
function serverOf(address: Secret): string {
  const url = new URL(address.read());
  url.username = url.password = '';
  return url.href;
}

function common({ url, connectMs, identity }: WireOptions) {
  // The client passes all of it to Node, also what its types do not name. Over TLS, Node keeps its own size of the buffer.
  const socket = {
    connectTimeout: connectMs,
    reconnectStrategy: pauseBefore,
    writableHighWaterMark: WRITE_BUFFER,
    ...(identity && { cert: Secret.of(identity.cert).read(), key: Secret.of(identity.key).read() }),
  };
  return {
    RESP: 3,
    disableOfflineQueue: true,
    credentialsProvider: { type: 'async-credentials-provider', credentials: async () => loginOf(url) },
    // The link above has limits of its own, cheaper than a timer a command.
    commandOptions: { timeout: undefined, typeMapping: BINARY },
    socket,
  } satisfies RedisClientOptions;
}

function loginOf(address: Secret): { username?: string; password?: string } {
  const { username, password } = new URL(address.read());
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

function pauseBefore(attempt: number): number {
  const longest = Math.min(LONGEST_PAUSE, 25 * 2 ** Math.min(attempt, 10));
  return Math.ceil(longest * (0.5 + Math.random() / 2));
}

import type { ProfileStore } from '../port.js';
import { ProfileCache } from './profile-cache.js';
import { ProfileKeys } from './profile-keys.js';
import { RedisLink } from './redis-link.js';
import { RedisProfileStore } from './redis-profile-store.js';
import { openWire } from './redis-wire.js';
import { warningsOf } from './server-settings.js';

export interface RedisProfileStoreOptions {
  /** `redis://[user:password@]host:port[/database]`, `rediss://` for TLS. Of a cluster, any of its servers. */
  url: string;
  /** The server is part of a Redis Cluster. */
  cluster?: boolean;
  /** What all keys begin with; default `stars`. */
  prefix?: string;
  /** How long a call waits for the server to be there, and then for its next answer, ms; default 2000. */
  timeoutMs?: number;
  /** How long a connection attempt may take, ms; default 5000. */
  connectMs?: number;
  /** Commands that wait for answers at once, beyond which calls fail with `STARS_OVERLOADED`; default 20,000. */
  maxPending?: number;
  /** A profile is deleted this long after its user's last event or features, s; 0, the default, for never. */
  ttlSeconds?: number;
  /**
   * Memory for profiles in this process, so that hot users are read without a request, bytes; 0, the default, for none. The server
   * reports changes; until then a reader may see an old profile, for milliseconds or, if a connection hangs unnoticed, up to
   * `heartbeatMs + timeoutMs`. Leave it off for processes that write results of profiles.
   */
  cacheBytes?: number;
  /** How often a server behind a cache is asked whether it is there, ms; default 1000. */
  heartbeatMs?: number;
  /** Called for server settings that lose profiles. */
  onWarning?: (message: string) => void;
}

/**
 * The profile store on Redis 6.2 or newer, alone or as a cluster.
 * Errors: `STARS_UNAVAILABLE` if it does not answer in time, `STARS_CONFIG_INVALID` for wrong credentials or prefix.
 */
export async function openRedisProfileStore(options: RedisProfileStoreOptions): Promise<ProfileStore> {
  const { url, cluster = false, timeoutMs = 2000, connectMs = 5000, cacheBytes = 0, heartbeatMs = 1000 } = options;
  const keys = new ProfileKeys(options.prefix ?? 'stars');
  const cache = new ProfileCache(cacheBytes);
  const link = new RedisLink(
    (events) => openWire({ url, cluster, connectMs, tracking: cache.enabled }, events),
    { timeoutMs, connectMs, maxPending: options.maxPending ?? 20_000 },
    (key) => (key === null ? cache.clear() : cache.forget(key)),
  );
  const heartbeat = cache.enabled ? startHeartbeat(link, heartbeatMs) : undefined;
  const store = new RedisProfileStore(link, keys, cache, {
    ttlSeconds: options.ttlSeconds ?? 0,
    stop: () => clearInterval(heartbeat),
  });
  try {
    await link.ready();
    const nodes = options.onWarning ? await link.nodes() : [];
    for (const node of nodes) {
      const [info] = await link.ask(node, [['INFO', 'everything']]);
      const expires = (options.ttlSeconds ?? 0) > 0;
      for (const warning of warningsOf((info as Buffer).toString(), expires)) options.onWarning!(warning);
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A connection that hangs reports no changes; a heartbeat notices it, and the link empties the cache. */
function startHeartbeat(link: RedisLink, everyMs: number): NodeJS.Timeout {
  const timer = setInterval(() => {
    link.nodes().then(
      (nodes) => Promise.allSettled(nodes.map((node) => link.ask(node, [['PING']]))),
      () => undefined,
    );
  }, everyMs);
  return timer.unref();
}

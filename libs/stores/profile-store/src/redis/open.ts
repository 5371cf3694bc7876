import { Secret } from '@stars/platform';
import type { ProfileStore } from '../port.js';
import { ProfileKeys } from './profile-keys.js';
import { RedisLink } from './redis-link.js';
import { RedisProfileStore } from './redis-profile-store.js';
import { openWire } from './redis-wire.js';
import { warningsOf } from './server-settings.js';
import { openStoreFacts } from './store-facts.js';

export interface RedisProfileStoreOptions {
  /** `redis://[user:password@]host:port[/database]`, `rediss://` for TLS. Of a cluster, any of its servers. */
  url: string | Secret;
  /** The server is part of a Redis Cluster. */
  cluster?: boolean;
  /** The certificate of this client and its key, as PEM, for servers that ask for one. */
  identity?: { cert: string | Secret; key: string | Secret };
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
  /** Called for server settings that lose profiles. */
  onWarning?: (message: string) => void;
}

/**
 * The profile store on Redis 6.2 or newer, alone or as a cluster.
 * Errors: `STARS_UNAVAILABLE` if it does not answer in time, `STARS_CONFIG_INVALID` for wrong credentials, and for
 * profiles of a later layout.
 */
export async function openRedisProfileStore(options: RedisProfileStoreOptions): Promise<ProfileStore> {
  const { cluster = false, timeoutMs = 2000, connectMs = 5000, maxPending = 20_000, ttlSeconds = 0 } = options;
  const url = Secret.of(options.url, 'address');
  const keys = new ProfileKeys(options.prefix ?? 'stars');
  const link = new RedisLink(
    (events) => openWire({ url, cluster, connectMs, ...(options.identity && { identity: options.identity }) }, events),
    {
      timeoutMs,
      connectMs,
      maxPending,
    },
  );
  try {
    await link.ready();
    const nodes = options.onWarning ? await link.nodes() : [];
    for (const node of nodes) {
      const [info] = await link.ask(node, [['INFO', 'everything']]);
      for (const warning of warningsOf((info as Buffer).toString(), ttlSeconds > 0)) options.onWarning!(warning);
    }
    await openStoreFacts(link, keys);
    return new RedisProfileStore(link, keys, ttlSeconds);
  } catch (error) {
    await link.close();
    throw error;
  }
}

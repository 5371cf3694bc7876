import { isStarsError, StarsError } from '@stars/errors';
import { type RetryLimits, withRetries } from '@stars/platform';
import type { VectorIndex } from '../port.js';
import { CollectionNames } from './collection-names.js';
import { type CollectionSettings, QdrantCollections } from './qdrant-collections.js';
import { type QdrantConnection, QdrantServer } from './qdrant-server.js';
import { QdrantVectorIndex } from './qdrant-vector-index.js';
import { RankedQueries } from './ranked-queries.js';
import { mayPass } from './refusals.js';

export interface QdrantVectorIndexOptions extends QdrantConnection, Partial<CollectionSettings> {
  /** Names of collections and aliases begin with it (default `stars`). */
  prefix?: string;
  /** Most that a search or a lookup may take (ms, default 2,000). */
  readTimeoutMs?: number;
  /** How a write waits for a server that is away or busy (default: up to 30 s). */
  retry?: RetryLimits;
  /** How long opening waits for it (ms, default 10,000). */
  openWithinMs?: number;
}

/** The first that knows `enable_hnsw`, and searches through points that do not pass. */
const LEAST = '1.17.1';

/**
 * Kilobytes: 30,000 vectors of width 128. From about there on, the graph is faster than a scan
 * (docs/decisions/0012-exact-search-over-bytes.md).
 */
const SCAN_UP_TO = 15_000;

/**
 * A vector index on a Qdrant server or cluster.
 * Errors: `STARS_UNAVAILABLE` where it stays away, `STARS_CONFIG_INVALID` for an API key that it does not take, and where it is too old.
 */
export async function openQdrantVectorIndex(options: QdrantVectorIndexOptions): Promise<VectorIndex> {
  const { prefix = 'stars', readTimeoutMs = 2_000 } = options;
  const server = new QdrantServer(options);
  const names = new CollectionNames(prefix);
  const collections = new QdrantCollections(server, names, {
    shards: options.shards ?? 1,
    replicas: options.replicas ?? 1,
    scanUpTo: options.scanUpTo ?? SCAN_UP_TO,
  });
  const queries = new RankedQueries(server, readTimeoutMs);
  const retry = { firstMs: 200, mostMs: 2_000, withinMs: options.openWithinMs ?? 10_000 };
  const limits = { timeoutMs: readTimeoutMs };
  const { version } = await withRetries(retry, mayPass, () => server.call('root', {}, limits));
  if (LEAST.localeCompare(version, 'en', { numeric: true }) > 0) {
    throw new StarsError('STARS_CONFIG_INVALID', `Qdrant is ${version}: STARS needs ${LEAST} or later`);
  }
  await withRetries(retry, mayPass, () => server.call('getCollections', {}, limits));
  const { replicas = 1 } = options;
  const nodes = replicas > 1 ? await nodesOf(server, readTimeoutMs) : undefined;
  if (nodes !== undefined && nodes < replicas) {
    throw new StarsError(
      'STARS_CONFIG_INVALID',
      `${replicas} replicas of vectors need as many nodes: Qdrant has ${nodes}`,
    );
  }
  const writes = options.retry ?? { firstMs: 100, mostMs: 5_000, withinMs: 30_000 };
  return new QdrantVectorIndex({ server, names, collections, queries, readTimeoutMs, retry: writes });
}

/** Undefined for a key that may not ask. */
async function nodesOf(server: QdrantServer, timeoutMs: number): Promise<number | undefined> {
  try {
    const { result } = await server.call('clusterStatus', {}, { timeoutMs });
    return result?.status === 'enabled' ? Object.keys(result.peers).length : 1;
  } catch (error) {
    if (isStarsError(error) && error.code === 'STARS_CONFIG_INVALID') return undefined;
    throw error;
  }
}

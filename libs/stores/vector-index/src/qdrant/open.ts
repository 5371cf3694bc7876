import { type RetryLimits, withRetries } from '@stars/platform';
import type { VectorIndex } from '../port.js';
import { CollectionNames } from './collection-names.js';
import { type CollectionSettings, QdrantCollections } from './qdrant-collections.js';
import { type QdrantConnection, QdrantServer } from './qdrant-server.js';
import { QdrantVectorIndex } from './qdrant-vector-index.js';
import { RankedQueries, type SearchSettings } from './ranked-queries.js';
import { mayPass, toStarsError } from './refusals.js';

export interface QdrantVectorIndexOptions extends QdrantConnection, Partial<CollectionSettings> {
  /** Names of collections and aliases begin with it (default `stars`). */
  prefix?: string;
  /** Most that a search or a lookup may take (ms, default 2,000), and a write or a count (default 30,000). */
  readTimeoutMs?: number;
  writeTimeoutMs?: number;
  /** How a write waits for a server that is away or busy (default: up to 30 s). */
  retry?: RetryLimits;
  /** How long opening waits for it (ms, default 10,000). */
  openWithinMs?: number;
  search?: Partial<Omit<SearchSettings, 'timeoutMs'>>;
}

/**
 * A vector index on a Qdrant server or cluster.
 * Errors: `STARS_UNAVAILABLE` where it stays away, `STARS_CONFIG_INVALID` for an API key that it does not take.
 */
export async function openQdrantVectorIndex(options: QdrantVectorIndexOptions): Promise<VectorIndex> {
  const { prefix = 'stars', readTimeoutMs = 2_000, writeTimeoutMs = 30_000 } = options;
  const server = new QdrantServer(options);
  const names = new CollectionNames(prefix);
  const collections = new QdrantCollections(server, names, {
    shards: options.shards ?? 1,
    replicas: options.replicas ?? 1,
    m: options.m ?? 32,
    efConstruct: options.efConstruct ?? 256,
    fullScanThreshold: options.fullScanThreshold ?? 50_000,
    regionLinks: options.regionLinks ?? false,
    int8: options.int8 ?? false,
    indexingThreshold: options.indexingThreshold ?? 10_000,
    greenWithinMs: options.greenWithinMs ?? 3_600_000,
  });
  const queries = new RankedQueries(server, { timeoutMs: readTimeoutMs, ef: 256, oversampling: 2, ...options.search });
  const retry = { firstMs: 200, mostMs: 2_000, withinMs: options.openWithinMs ?? 10_000 };
  try {
    await withRetries(retry, mayPass, () => server.call('getCollections', {}, { timeoutMs: readTimeoutMs }));
  } catch (error) {
    throw toStarsError(error);
  }
  const writes = options.retry ?? { firstMs: 100, mostMs: 5_000, withinMs: 30_000 };
  return new QdrantVectorIndex({ server, names, collections, queries, readTimeoutMs, writeTimeoutMs, retry: writes });
}

import { withRetries } from '@stars/platform';
import type { ItemCatalog } from '../port.js';
import { BULK_LIMITS, type BulkLimits, BulkWriter } from './bulk-writer.js';
import { ElasticsearchItemCatalog } from './elasticsearch-catalog.js';
import { type ElasticsearchConnection, ElasticsearchServer } from './elasticsearch-server.js';
import { FEATURES_INDEX, ITEM_INDEX } from './index-definitions.js';
import { type IndexSettings, openIndex } from './open-index.js';
import { mayPass, toStarsError } from './refusals.js';

export interface ElasticsearchCatalogOptions extends ElasticsearchConnection, Partial<IndexSettings> {
  /** Names of indexes and aliases begin with it; lower case, as Elasticsearch wants it (default `stars`). */
  prefix?: string;
  /** Time limit of a lookup or a filter (ms, default 2,000). */
  readTimeoutMs?: number;
  /** Time limit of a page of a scan, a count or a large lookup (ms, default 30,000). */
  scanTimeoutMs?: number;
  /** How long opening waits for a server that is away (ms, default 10,000). */
  openWithinMs?: number;
  bulk?: Partial<BulkLimits>;
}

/**
 * A catalogue on an Elasticsearch cluster. It makes the indexes if they are missing, and adds fields that they lack.
 * Errors: `STARS_UNAVAILABLE` if the server stays away, `STARS_CONFIG_INVALID` for invalid credentials or indexes with other fields.
 */
export async function openElasticsearchItemCatalog(options: ElasticsearchCatalogOptions): Promise<ItemCatalog> {
  const { prefix = 'stars', shards = 1, replicas = '0-1' } = options;
  const server = new ElasticsearchServer(options);
  const writer = new BulkWriter(server, { ...BULK_LIMITS, ...options.bulk });
  const retry = { firstMs: 200, mostMs: 2_000, withinMs: options.openWithinMs ?? 10_000 };
  try {
    const open = (definition: typeof ITEM_INDEX) =>
      withRetries(retry, mayPass, () => openIndex(server, prefix, definition, { shards, replicas }));
    const [items, features] = await Promise.all([open(ITEM_INDEX), open(FEATURES_INDEX)]);
    return new ElasticsearchItemCatalog({
      server,
      writer,
      items,
      features,
      readTimeoutMs: options.readTimeoutMs ?? 2_000,
      scanTimeoutMs: options.scanTimeoutMs ?? 30_000,
    });
  } catch (error) {
    await server.close();
    throw toStarsError(error);
  }
}

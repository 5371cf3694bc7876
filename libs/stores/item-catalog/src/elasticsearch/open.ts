import { StarsError } from '@stars/errors';
import { withRetries } from '@stars/platform';
import type { ItemCatalog } from '../port.js';
import { BULK_LIMITS, type BulkLimits, BulkWriter } from './bulk-writer.js';
import { ElasticsearchItemCatalog } from './elasticsearch-catalog.js';
import { type ElasticsearchConnection, ElasticsearchServer } from './elasticsearch-server.js';
import { FEATURES_INDEX, type IndexDefinition, ITEM_INDEX } from './index-definitions.js';
import { type IndexSettings, IndexVersions } from './index-versions.js';
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

const PREFIX = /^[a-z0-9][a-z0-9_.-]*$/;

/**
 * A catalogue on an Elasticsearch cluster. It creates the indexes or migrates them to this program's version if needed.
 * Errors: `STARS_UNAVAILABLE` if the server stays away, `STARS_CONFIG_INVALID` for invalid credentials or indexes of a later
 * version.
 */
export async function openElasticsearchItemCatalog(options: ElasticsearchCatalogOptions): Promise<ItemCatalog> {
  return openCatalog(options, { items: ITEM_INDEX, features: FEATURES_INDEX });
}

/** The same with other definitions of the indexes. */
export async function openCatalog(
  options: ElasticsearchCatalogOptions,
  definitions: { items: IndexDefinition; features: IndexDefinition },
): Promise<ItemCatalog> {
  const { prefix = 'stars', shards = 1, replicas = '0-1' } = options;
  if (!PREFIX.test(prefix)) {
    const message = `indexes of Elasticsearch are named in lower case, without signs: "${prefix}" cannot be a prefix`;
    throw new StarsError('STARS_CONFIG_INVALID', message, { field: 'prefix' });
  }
  const server = new ElasticsearchServer(options);
  const writer = new BulkWriter(server, { ...BULK_LIMITS, ...options.bulk });
  const retry = { firstMs: 200, mostMs: 2_000, withinMs: options.openWithinMs ?? 10_000 };
  try {
    const [items, features] = await Promise.all(
      [definitions.items, definitions.features].map(async (definition) => {
        const versions = new IndexVersions(server, writer, prefix, definition, { shards, replicas });
        await withRetries(retry, mayPass, () => versions.open());
        return versions.alias;
      }),
    );
    return new ElasticsearchItemCatalog({
      server,
      writer,
      items: items!,
      features: features!,
      readTimeoutMs: options.readTimeoutMs ?? 2_000,
      scanTimeoutMs: options.scanTimeoutMs ?? 30_000,
    });
  } catch (error) {
    await server.close();
    throw toStarsError(error);
  }
}

import { type CatalogItem, type CatalogItemPatch, type ItemFeatures, tenantOf } from '@stars/contracts';
import { chunks, mapBounded } from '@stars/platform';
import { queryWords } from '../item-words.js';
import { readChanges } from '../known-item.js';
import type {
  CatalogQuery,
  FacetCounts,
  FeatureTimes,
  ItemCatalog,
  LatestQuestion,
  SearchText,
  UpsertOutcome,
} from '../port.js';
import type { ChangeTime, RecentChanges } from '../recent-changes.js';
import type { BulkWriter } from './bulk-writer.js';
import { countFacets } from './count-facets.js';
import type { ElasticsearchServer } from './elasticsearch-server.js';
import { BY_VERSION, byBackSince, hasWord, passingItems } from './filter-query.js';
import type { FeaturesDocument, ItemDocument } from './index-definitions.js';
import { HITS_LIMIT, IndexReader, type SearchRequest } from './index-reader.js';
import { deletionOf, ItemChanges, patchOf, upsertOf } from './item-changes.js';
import { documentId, featuresDocument, featuresOf, itemOf } from './item-document.js';
import { taggedItems } from './tagged-items.js';

export interface CatalogParts {
  server: ElasticsearchServer;
  writer: BulkWriter;
  /** Aliases. */
  items: string;
  features: string;
  /** Time limits of a lookup or a filter, and of a page of a scan (ms). */
  readTimeoutMs: number;
  scanTimeoutMs: number;
}

/** Ids of one request, and requests of one call that run at once. */
const IDS_A_FILTER = 5_000;
const CONCURRENT = 4;

/**
 * The catalogue in two indexes of Elasticsearch: items with what filters read of them, and features. Lookups by id read what
 * was written last; filters, lists and counts what was refreshed, and a write returns once it is.
 */
export class ElasticsearchItemCatalog implements ItemCatalog {
  readonly #items: IndexReader;
  readonly #scans: IndexReader;
  readonly #features: IndexReader;
  readonly #changes: ItemChanges;

  constructor(private readonly parts: CatalogParts) {
    const { server, writer, items, features, readTimeoutMs, scanTimeoutMs } = parts;
    this.#items = new IndexReader(server, items, readTimeoutMs);
    this.#scans = new IndexReader(server, items, scanTimeoutMs);
    this.#features = new IndexReader(server, features, scanTimeoutMs);
    this.#changes = new ItemChanges(this.#scans, writer, items);
  }

  upsert(items: readonly CatalogItem[], made: readonly ChangeTime[] = []): Promise<UpsertOutcome[]> {
    return this.#apply(items.map((item, n) => upsertOf(item, made[n])));
  }

  patch(patches: readonly CatalogItemPatch[], made: readonly ChangeTime[] = []): Promise<UpsertOutcome[]> {
    return this.#apply(patches.map((patch, n) => patchOf(patch, made[n])));
  }

  async delete(tenant: string, items: readonly { itemId: string; version: number }[]): Promise<void> {
    await this.#apply(items.map(({ itemId, version }) => deletionOf(tenant, itemId, version)));
  }

  async get(tenant: string, itemIds: readonly string[], signal?: AbortSignal): Promise<(CatalogItem | undefined)[]> {
    const documents = await this.#get<Pick<ItemDocument, 'body'>>(this.#items, tenant, itemIds, 'body', signal);
    return documents.map((document) => document && itemOf(document));
  }

  async filterIds(tenant: string, itemIds: readonly string[], query: CatalogQuery): Promise<boolean[]> {
    const distinct = [...new Set(itemIds)];
    const passing = new Set<string>();
    await mapBounded(chunks(distinct, IDS_A_FILTER), CONCURRENT, async (ids) => {
      const passes = passingItems(tenant, query, { terms: { item_id: ids } });
      if (passes === false) return;
      const { signal } = query;
      const hits = await this.#items.search({ query: passes, size: ids.length, signal });
      for (const itemId of await taggedItems(this.#features, tenant, hits, query)) passing.add(itemId);
    });
    return itemIds.map((itemId) => passing.has(itemId));
  }

  async latest(tenant: string, query: CatalogQuery, { by, since = 0, limit }: LatestQuestion): Promise<string[]> {
    const { conditions, order } = by === 'version' ? BY_VERSION : byBackSince(query.region ?? '', since);
    const passes = passingItems(tenant, query, ...conditions);
    if (passes === false) return [];
    const request: SearchRequest = {
      query: passes,
      size: 0,
      sort: [order, { item_id: 'asc' }],
      signal: query.signal,
    };
    const found: string[] = [];
    let after: SearchRequest['after'];
    while (found.length < limit) {
      const size = query.tags ? HITS_LIMIT : Math.min(limit - found.length, HITS_LIMIT);
      const hits = await this.#items.search({ ...request, size, ...(after ? { after } : {}) });
      found.push(...(await taggedItems(this.#features, tenant, hits, query)));
      if (hits.length < size) break;
      after = hits.at(-1)!.sort;
    }
    return found.slice(0, limit);
  }

  async recentChanges(tenant: string, itemIds: readonly string[]): Promise<(RecentChanges | undefined)[]> {
    const documents = await this.#get<Pick<ItemDocument, 'changes'>>(this.#items, tenant, itemIds, 'changes');
    return documents.map((document) => document && readChanges(document));
  }

  async search(
    tenant: string,
    { query: sought, intent = '' }: SearchText,
    query: CatalogQuery,
    limit: number,
  ): Promise<string[]> {
    const [words, wishes] = [queryWords(sought), queryWords(intent)];
    const passes = passingItems(tenant, query);
    if (passes === false || words.length === 0) return [];
    const hits = await this.#items.search({
      query: {
        bool: { must: [hasWord(words, 2)], should: wishes.length > 0 ? [hasWord(wishes, 1)] : [], filter: [passes] },
      },
      ranked: true,
      size: query.tags ? HITS_LIMIT : Math.min(limit, HITS_LIMIT),
      sort: [{ _score: 'desc' }, { item_id: 'asc' }],
      signal: query.signal,
    });
    return (await taggedItems(this.#features, tenant, hits, query)).slice(0, limit);
  }

  facets(tenant: string, words: string, query: CatalogQuery, values: number): Promise<FacetCounts> {
    return countFacets({ items: this.#items, features: this.#features }, tenant, words, query, values);
  }

  async scan(
    tenant: string,
    { cursor, limit, signal }: { cursor?: string; limit: number; signal?: AbortSignal },
  ): Promise<{ items: CatalogItem[]; cursor?: string }> {
    const size = Math.min(limit, HITS_LIMIT);
    const hits = await this.#scans.search({
      query: passingItems(tenant, {}) || {},
      size,
      sort: [{ item_id: 'asc' }],
      source: ['body'],
      signal,
      ...(cursor === undefined ? {} : { after: [cursor] }),
    });
    const items = hits.map(({ source }) => itemOf(source as unknown as ItemDocument)!);
    return hits.length < size ? { items } : { items, cursor: hits.at(-1)!.itemId };
  }

  async count(tenant: string): Promise<number> {
    return this.#scans.count(passingItems(tenant, {}) || {});
  }

  async putFeatures(features: readonly ItemFeatures[], times: readonly FeatureTimes[] = []): Promise<void> {
    const latest = new Map<string, FeaturesDocument>();
    for (const [n, entry] of features.entries()) {
      const id = documentId(tenantOf(entry.tenantId), entry.itemId);
      if (entry.itemVersion >= (latest.get(id)?.item_version ?? 0)) latest.set(id, featuresDocument(entry, times[n]));
    }
    const documents = Array.from(latest, ([id, source]) => {
      return { id, externalVersion: String(source.item_version), source };
    });
    // Read by id, so no refresh is needed: who counts asks for one.
    await this.parts.writer.write(this.parts.features, documents);
  }

  async getFeatures(tenant: string, itemIds: readonly string[]): Promise<(ItemFeatures | undefined)[]> {
    const documents = await this.#get<Pick<FeaturesDocument, 'body'>>(this.#features, tenant, itemIds, 'body');
    return documents.map((document) => document && featuresOf(document));
  }

  async getFeatureTimes(tenant: string, itemIds: readonly string[]): Promise<(FeatureTimes | undefined)[]> {
    const documents = await this.#get<Pick<FeaturesDocument, 'times'>>(this.#features, tenant, itemIds, 'times');
    return documents.map((document) => (document?.times ? (JSON.parse(document.times) as FeatureTimes) : undefined));
  }

  /** Nothing is buffered: every call was stored when it resolved. */
  close(): Promise<void> {
    return this.parts.server.close();
  }

  async #apply(changes: Parameters<ItemChanges['apply']>[0]): Promise<UpsertOutcome[]> {
    if (changes.length === 0) return [];
    const outcomes = await this.#changes.apply(changes);
    // Also if nothing changed: the process that wrote it may have died before it was visible.
    await this.#scans.refresh();
    return outcomes;
  }

  async #get<T>(
    reader: IndexReader,
    tenant: string,
    itemIds: readonly string[],
    field: 'body' | 'changes' | 'times',
    signal?: AbortSignal,
  ) {
    const ids = itemIds.map((itemId) => documentId(tenant, itemId));
    const found = await reader.get<T>(ids, [field], { signal });
    return ids.map((id) => found.get(id));
  }
}

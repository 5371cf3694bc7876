import { toTermFilter } from '@stars/contracts';
import { chunks, mapBounded, type RetryLimits, withRetries } from '@stars/platform';
import { checkSearch, checkVector } from '../check-input.js';
import type {
  ItemScores,
  ItemScoring,
  VectorHit,
  VectorIndex,
  VectorPayload,
  VectorRecord,
  VectorSearch,
} from '../port.js';
import { type Products, productsOf } from '../products.js';
import { compile, searchConditions } from './filter-conditions.js';
import { pointId, pointPayload } from './point.js';
import { type CollectionSettings, QdrantCollections } from './qdrant-collections.js';
import type { QdrantServer } from './qdrant-server.js';
import { RankedQueries } from './ranked-queries.js';
import { mayPass } from './refusals.js';

export interface VectorIndexSettings extends CollectionSettings {
  readTimeoutMs: number;
  /** For writes: how long a server that is away or busy is waited for. */
  retry: RetryLimits;
}

/** Points or ids of one request, and requests of one call that run at once. */
const POINTS_A_REQUEST = 256;
const IDS_A_REQUEST = 1_000;
const CONCURRENT = 2;
/** Most that a write may take. */
const WRITE_TIMEOUT_MS = 30_000;
/** Replicas apply the writes of a point in one order. */
const ORDERED = { wait: true, ordering: 'medium' } as const;

/** Vector index on Qdrant. What a call wrote is searched once it returns. */
export class QdrantVectorIndex extends QdrantCollections implements VectorIndex {
  readonly #queries: RankedQueries;
  readonly #limits: Pick<VectorIndexSettings, 'readTimeoutMs' | 'retry'>;

  constructor(server: QdrantServer, settings: VectorIndexSettings) {
    super(server, settings);
    this.#limits = settings;
    this.#queries = new RankedQueries(server, settings.readTimeoutMs);
  }

  async upsert(tenant: string, modelVersion: string, records: readonly VectorRecord[]): Promise<void> {
    const collection_name = this.nameOf(tenant, modelVersion);
    await this.#checkWidths(
      collection_name,
      records.map(({ vector }) => vector),
      (index) => `records[${index}].vector`,
    );
    const last = new Map(records.map((record) => [record.itemId, record]));
    const points = Array.from(last.values(), ({ itemId, vector, payload }) => ({
      id: pointId(itemId),
      vector: Array.from(vector),
      payload: { ...pointPayload(itemId, payload) },
    }));
    await this.#write(chunks(points, POINTS_A_REQUEST), (part, limits) =>
      this.server.call('upsertPoints', { collection_name, ...ORDERED, points: part }, limits),
    );
  }

  async setPayload(
    tenant: string,
    modelVersion: string,
    updates: readonly { itemId: string; payload: VectorPayload }[],
  ): Promise<void> {
    const last = new Map(updates.map(({ itemId, payload }) => [itemId, payload]));
    const operations = Array.from(last, ([itemId, payload]) => ({
      overwrite_payload: {
        payload: { ...pointPayload(itemId, payload) },
        // By a filter: one that is not there would be an error by its id.
        filter: { must: [{ has_id: [pointId(itemId)] }] },
      },
    }));
    const collection_name = this.nameOf(tenant, modelVersion);
    await this.#write(chunks(operations, POINTS_A_REQUEST), (part, limits) =>
      this.server.call('batchUpdate', { collection_name, ...ORDERED, operations: part }, limits),
    );
  }

  async delete(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<void> {
    const collection_name = this.nameOf(tenant, modelVersion);
    await this.#write(chunks([...new Set(itemIds)].map(pointId), IDS_A_REQUEST), (points, limits) =>
      this.server.call('deletePoints', { collection_name, ...ORDERED, points }, limits),
    );
  }

  async search(tenant: string, search: VectorSearch): Promise<VectorHit[][]> {
    const { modelVersion, queries, k, signal, exclude, exact = false } = search;
    checkSearch(search, k);
    const collection = this.nameOf(tenant, modelVersion);
    await this.#checkWidths(collection, queries, (index) => `queries[${index}]`);
    const filter = toTermFilter(search);
    if (filter === false || queries.length === 0) return queries.map(() => []);
    const conditions = searchConditions(filter, exclude);
    return this.#queries.answer({ collection, queries, k, conditions, exact, signal });
  }

  async scores(tenant: string, scoring: ItemScoring): Promise<ItemScores> {
    const { modelVersion, itemIds, queries, signal } = scoring;
    checkSearch(scoring);
    const collection = this.nameOf(tenant, modelVersion);
    const width = await this.#checkWidths(collection, queries, (index) => `queries[${index}]`);
    const passes = new Uint8Array(itemIds.length);
    const scores = queries.map(() => new Float64Array(itemIds.length).fill(Number.NaN));
    const filter = toTermFilter(scoring);
    if (filter === false) return { passes, scores };
    // Without a vector to compare with, any will do to see which points pass.
    const compared = queries.length > 0 ? queries : [new Float32Array(width)];
    const placesOf = Map.groupBy(itemIds.keys(), (n) => pointId(itemIds[n]!));
    await mapBounded(chunks([...placesOf.keys()], IDS_A_REQUEST), CONCURRENT, async (points) => {
      const conditions = { must: [{ has_id: points }, ...(filter === true ? [] : [compile(filter)])] };
      const found = await this.#queries.scores({ collection, conditions, signal }, compared, points.length);
      found.forEach((hits, query) => {
        for (const { id, score } of hits) {
          for (const n of placesOf.get(id)!) {
            passes[n] = 1;
            if (queries.length > 0) scores[query]![n] = score;
          }
        }
      });
    });
    return { passes, scores };
  }

  async getVectors(
    tenant: string,
    modelVersion: string,
    itemIds: readonly string[],
  ): Promise<(Float32Array | undefined)[]> {
    const collection_name = this.nameOf(tenant, modelVersion);
    const found = new Map<string, Float32Array>();
    const ids = itemIds.map(pointId);
    await mapBounded(chunks([...new Set(ids)], IDS_A_REQUEST), CONCURRENT, async (part) => {
      const request = { collection_name, ids: part, with_vector: true, with_payload: false };
      const limits = { timeoutMs: this.#limits.readTimeoutMs };
      const { result } = await this.server.call('getPoints', request, limits);
      for (const { id, vector } of result!) found.set(String(id), Float32Array.from(vector as number[]));
    });
    return ids.map((id) => found.get(id));
  }

  async products(
    tenant: string,
    modelVersion: string,
    itemIds: readonly string[],
    columns: readonly (string | Float32Array)[],
  ): Promise<Products> {
    const given = columns.filter((column) => typeof column !== 'string');
    const field = (index: number): string => `columns[${columns.indexOf(given[index]!)}]`;
    const width = await this.#checkWidths(this.nameOf(tenant, modelVersion), given, field);
    const named = [...new Set([...itemIds, ...columns.filter((column) => typeof column === 'string')])];
    const vectors = await this.getVectors(tenant, modelVersion, named);
    const placed = new Map(named.map((itemId, at) => [itemId, vectors[at] && { floats: vectors[at], from: 0 }]));
    return productsOf(
      width,
      itemIds.map((itemId) => placed.get(itemId)),
      columns.map((column) => (typeof column === 'string' ? placed.get(column) : { floats: column, from: 0 })),
    );
  }

  /** Nothing is held back: every call was stored when it resolved. */
  async close(): Promise<void> {}

  /** Returns the width of the collection. */
  async #checkWidths(
    collection: string,
    vectors: readonly Float32Array[],
    field: (index: number) => string,
  ): Promise<number> {
    const known = await this.widthOf(collection);
    const width = vectors.every(({ length }) => length === known) ? known : await this.widthNow(collection);
    vectors.forEach((vector, index) => {
      checkVector(vector, width, field(index));
    });
    return width;
  }

  async #write<T>(
    requests: readonly T[],
    send: (part: T, limits: { timeoutMs: number }) => Promise<unknown>,
  ): Promise<void> {
    await mapBounded(requests, CONCURRENT, (part) =>
      withRetries(this.#limits.retry, mayPass, () => send(part, { timeoutMs: WRITE_TIMEOUT_MS })),
    );
  }
}

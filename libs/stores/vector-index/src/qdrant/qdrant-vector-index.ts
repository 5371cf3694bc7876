import { toTermFilter } from '@stars/contracts';
import { chunks, mapBounded, type RetryLimits, withRetries } from '@stars/platform';
import { checkSearch, checkVector, checkWidth } from '../check-input.js';
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
import type { CollectionNames } from './collection-names.js';
import { compile, searchConditions } from './filter-conditions.js';
import { pointId, pointPayload } from './point.js';
import type { QdrantCollections } from './qdrant-collections.js';
import type { QdrantServer } from './qdrant-server.js';
import type { RankedQueries } from './ranked-queries.js';
import { mayPass } from './refusals.js';

export interface VectorIndexParts {
  server: QdrantServer;
  names: CollectionNames;
  collections: QdrantCollections;
  queries: RankedQueries;
  readTimeoutMs: number;
  /** For writes: how long a server that is away or busy is waited for. */
  retry: RetryLimits;
}

/** Points or ids of one request, and requests of one call that run at once. */
const POINTS_A_REQUEST = 256;
const IDS_A_REQUEST = 1_000;
const CONCURRENT = 2;
/** Most that a write or a count may take. */
const WRITE_TIMEOUT_MS = 30_000;
/** Replicas apply the writes of a point in one order. */
const ORDERED = { wait: true, ordering: 'medium' } as const;

/** Vector index on Qdrant. What a call wrote is searched once it returns. */
export class QdrantVectorIndex implements VectorIndex {
  constructor(private readonly parts: VectorIndexParts) {}

  async createCollection(tenant: string, modelVersion: string, width: number): Promise<void> {
    checkWidth(width);
    await this.parts.collections.create(tenant, modelVersion, width);
  }

  async upsert(tenant: string, modelVersion: string, records: readonly VectorRecord[]): Promise<void> {
    await this.#checkWidths(
      tenant,
      modelVersion,
      records.map(({ vector }) => vector),
      (index) => `records[${index}].vector`,
    );
    const last = new Map(records.map((record) => [record.itemId, record]));
    const points = Array.from(last.values(), ({ itemId, vector, payload }) => ({
      id: pointId(itemId),
      vector: Array.from(vector),
      payload: { ...pointPayload(itemId, payload) },
    }));
    const collection_name = this.parts.names.collection(tenant, modelVersion);
    await this.#write(chunks(points, POINTS_A_REQUEST), (part, limits) =>
      this.parts.server.call('upsertPoints', { collection_name, ...ORDERED, points: part }, limits),
    );
  }

  async setPayload(
    tenant: string,
    modelVersion: string,
    updates: readonly { itemId: string; payload: VectorPayload }[],
  ): Promise<void> {
    await this.parts.collections.width(tenant, modelVersion);
    const last = new Map(updates.map(({ itemId, payload }) => [itemId, payload]));
    const operations = Array.from(last, ([itemId, payload]) => ({
      overwrite_payload: {
        payload: { ...pointPayload(itemId, payload) },
        // By a filter: one that is not there would be an error by its id.
        filter: { must: [{ has_id: [pointId(itemId)] }] },
      },
    }));
    const collection_name = this.parts.names.collection(tenant, modelVersion);
    await this.#write(chunks(operations, POINTS_A_REQUEST), (part, limits) =>
      this.parts.server.call('batchUpdate', { collection_name, ...ORDERED, operations: part }, limits),
    );
  }

  async delete(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<void> {
    await this.parts.collections.width(tenant, modelVersion);
    const collection_name = this.parts.names.collection(tenant, modelVersion);
    await this.#write(chunks([...new Set(itemIds)].map(pointId), IDS_A_REQUEST), (points, limits) =>
      this.parts.server.call('deletePoints', { collection_name, ...ORDERED, points }, limits),
    );
  }

  async search(tenant: string, search: VectorSearch): Promise<VectorHit[][]> {
    const { modelVersion, queries, k, signal, exclude, exact = false } = search;
    checkSearch(search, k);
    await this.#checkWidths(tenant, modelVersion, queries, (index) => `queries[${index}]`);
    const filter = toTermFilter(search);
    if (filter === false || queries.length === 0) return queries.map(() => []);
    const collection = this.parts.names.collection(tenant, modelVersion);
    const conditions = searchConditions(filter, exclude);
    return this.parts.queries.answer({ collection, queries, k, conditions, exact, signal });
  }

  async scores(tenant: string, scoring: ItemScoring): Promise<ItemScores> {
    const { modelVersion, itemIds, queries, signal } = scoring;
    checkSearch(scoring);
    await this.#checkWidths(tenant, modelVersion, queries, (index) => `queries[${index}]`);
    const passes = new Uint8Array(itemIds.length);
    const scores = queries.map(() => new Float64Array(itemIds.length).fill(Number.NaN));
    const filter = toTermFilter(scoring);
    if (filter === false) return { passes, scores };
    const collection = this.parts.names.collection(tenant, modelVersion);
    // Without a vector to compare with, any will do to see which points pass.
    const none =
      queries.length === 0 ? [new Float32Array(await this.parts.collections.width(tenant, modelVersion))] : [];
    const placesOf = Map.groupBy(itemIds.keys(), (n) => pointId(itemIds[n]!));
    await mapBounded(chunks([...placesOf.keys()], IDS_A_REQUEST), CONCURRENT, async (points) => {
      const conditions = { must: [{ has_id: points }, ...(filter === true ? [] : [compile(filter)])] };
      const found = await this.parts.queries.scores({
        collection,
        queries: [...queries, ...none],
        points,
        conditions,
        signal,
      });
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
    await this.parts.collections.width(tenant, modelVersion);
    const collection_name = this.parts.names.collection(tenant, modelVersion);
    const found = new Map<string, Float32Array>();
    const ids = itemIds.map(pointId);
    await mapBounded(chunks([...new Set(ids)], IDS_A_REQUEST), CONCURRENT, async (part) => {
      const request = { collection_name, ids: part, with_vector: true, with_payload: false };
      const limits = { timeoutMs: this.parts.readTimeoutMs };
      const { result } = await this.parts.server.call('getPoints', request, limits);
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
    await this.#checkWidths(tenant, modelVersion, given, (index) => `columns[${columns.indexOf(given[index]!)}]`);
    const named = [...new Set([...itemIds, ...columns.filter((column) => typeof column === 'string')])];
    const vectors = await this.getVectors(tenant, modelVersion, named);
    const placed = new Map(named.map((itemId, at) => [itemId, vectors[at] && { floats: vectors[at], from: 0 }]));
    return productsOf(
      await this.parts.collections.width(tenant, modelVersion),
      itemIds.map((itemId) => placed.get(itemId)),
      columns.map((column) => (typeof column === 'string' ? placed.get(column) : { floats: column, from: 0 })),
    );
  }

  async count(tenant: string, modelVersion: string): Promise<number> {
    const collection_name = this.parts.names.collection(tenant, modelVersion);
    const limits = { timeoutMs: WRITE_TIMEOUT_MS };
    const { result } = await this.parts.server.call('countPoints', { collection_name, exact: true }, limits);
    return result!.count;
  }

  async listCollections(tenant: string): Promise<string[]> {
    return this.parts.collections.list(tenant);
  }

  async prepare(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void> {
    await this.parts.collections.prepare(tenant, modelVersion, signal);
  }

  async activate(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void> {
    await this.parts.collections.activate(tenant, modelVersion, signal);
  }

  async dropCollection(tenant: string, modelVersion: string): Promise<void> {
    await this.parts.collections.drop(tenant, modelVersion);
  }

  /** Nothing is held back: every call was stored when it resolved. */
  async close(): Promise<void> {}

  /** Another process may have dropped the collection and made one of another width: what is known is asked again. */
  async #checkWidths(
    tenant: string,
    modelVersion: string,
    vectors: readonly Float32Array[],
    field: (index: number) => string,
  ): Promise<void> {
    const { collections } = this.parts;
    const known = await collections.width(tenant, modelVersion);
    if (vectors.some((vector) => vector.length !== known)) collections.forgetWidth(tenant, modelVersion);
    const width = await collections.width(tenant, modelVersion);
    vectors.forEach((vector, index) => {
      checkVector(vector, width, field(index));
    });
  }

  async #write<T>(
    requests: readonly T[],
    send: (part: T, limits: { timeoutMs: number }) => Promise<unknown>,
  ): Promise<void> {
    await mapBounded(requests, CONCURRENT, (part) =>
      withRetries(this.parts.retry, mayPass, () => send(part, { timeoutMs: WRITE_TIMEOUT_MS })),
    );
  }
}

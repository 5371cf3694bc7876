import { setImmediate } from 'node:timers/promises';
import { entryOf } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import { checkSearch, checkVector, checkWidth } from './check-input.js';
import { searchCollection } from './collection-search.js';
import { padded } from './exact-scan.js';
import { scoreItems } from './item-scores.js';
import type { NativeAddon } from './native-addon.js';
import type {
  ItemScores,
  ItemScoring,
  VectorHit,
  VectorIndex,
  VectorPayload,
  VectorRecord,
  VectorSearch,
} from './port.js';
import type { Products } from './products.js';
import { ResidentCollection } from './resident-collection.js';
import { VectorTable } from './vector-table.js';

export interface EmbeddedVectorIndexOptions {
  /** How long a search may miss what another process wrote (ms, default 200). Own writes are seen at once. */
  visibilityMs?: number;
  /** Scans; null: JavaScript does. Default: what set-up compiled. */
  addon?: NativeAddon | null;
  /** Milliseconds of a clock that never goes back; default `performance.now`. */
  monotonicMs?: () => number;
}

const DEFAULT_VISIBILITY_MS = 200;
/** Number of queries before the thread yields to other work. */
const QUERIES_AT_ONCE = 8;

/**
 * Vector index for one machine: rows in a SQLite file (durable once a call returns), search in memory. A collection
 * is loaded at its first use. Several processes may share the file, each with a separate index.
 */
export class EmbeddedVectorIndex implements VectorIndex {
  readonly #table: VectorTable;
  readonly #visibilityMs: number;
  readonly #addon: NativeAddon | null | undefined;
  readonly #now: () => number;
  readonly #resident = new Map<string, ResidentCollection>();

  private constructor(
    private readonly db: Database,
    options: EmbeddedVectorIndexOptions,
  ) {
    this.#table = new VectorTable(db);
    this.#visibilityMs = options.visibilityMs ?? DEFAULT_VISIBILITY_MS;
    this.#addon = options.addon;
    this.#now = options.monotonicMs ?? (() => performance.now());
  }

  /** Opens the file on a separate connection, which `close` closes. Errors: those of `openDatabase`. */
  static open(path: string, options: EmbeddedVectorIndexOptions = {}): EmbeddedVectorIndex {
    const db = openDatabase(path);
    try {
      return new EmbeddedVectorIndex(db, options);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  async createCollection(tenant: string, modelVersion: string, width: number): Promise<void> {
    checkWidth(width);
    await this.#table.create(tenant, modelVersion, width);
  }

  async upsert(tenant: string, modelVersion: string, records: readonly VectorRecord[]): Promise<void> {
    await this.#table.upsert(tenant, modelVersion, records);
    await this.#seeOwnWrite(tenant, modelVersion);
  }

  async setPayload(
    tenant: string,
    modelVersion: string,
    updates: readonly { itemId: string; payload: VectorPayload }[],
  ): Promise<void> {
    await this.#table.setPayload(tenant, modelVersion, updates);
    await this.#seeOwnWrite(tenant, modelVersion);
  }

  async delete(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<void> {
    await this.#table.delete(tenant, modelVersion, itemIds);
    await this.#seeOwnWrite(tenant, modelVersion);
  }

  async search(tenant: string, search: VectorSearch): Promise<VectorHit[][]> {
    checkSearch(search, search.k);
    const collection = await this.#current(tenant, search.modelVersion);
    const { width, stride } = collection.vectors;
    const queries = search.queries.map((query, index) => {
      checkVector(query, width, `queries[${index}]`);
      return padded(query, stride);
    });
    const hits: VectorHit[][] = [];
    for (let from = 0; from < queries.length; from += QUERIES_AT_ONCE) {
      if (from > 0) await setImmediate();
      search.signal?.throwIfAborted();
      const batch = queries.slice(from, from + QUERIES_AT_ONCE);
      const passing = await collection.eligibility.of(search.filter, search.region);
      hits.push(...searchCollection(collection, passing, batch, search));
    }
    return hits;
  }

  async scores(tenant: string, scoring: ItemScoring): Promise<ItemScores> {
    checkSearch(scoring);
    const collection = await this.#current(tenant, scoring.modelVersion);
    scoring.queries.forEach((query, index) => {
      checkVector(query, collection.vectors.width, `queries[${index}]`);
    });
    const passing = await collection.eligibility.of(scoring.filter, scoring.region);
    return scoreItems(collection, passing, scoring);
  }

  async getVectors(
    tenant: string,
    modelVersion: string,
    itemIds: readonly string[],
  ): Promise<(Float32Array | undefined)[]> {
    const { vectors } = await this.#current(tenant, modelVersion);
    return vectors.vectorsOf(itemIds);
  }

  async products(
    tenant: string,
    modelVersion: string,
    itemIds: readonly string[],
    columns: readonly (string | Float32Array)[],
  ): Promise<Products> {
    const { vectors } = await this.#current(tenant, modelVersion);
    return vectors.products(itemIds, columns);
  }

  async count(tenant: string, modelVersion: string): Promise<number> {
    return this.#table.count(this.#table.require(tenant, modelVersion).id);
  }

  async listCollections(tenant: string): Promise<string[]> {
    return this.#table.list(tenant);
  }

  /** Reads the collection into memory. */
  async prepare(tenant: string, modelVersion: string): Promise<void> {
    await this.#current(tenant, modelVersion);
  }

  /** Any collection can be searched at any time. */
  async activate(tenant: string, modelVersion: string): Promise<void> {
    this.#table.require(tenant, modelVersion);
  }

  async dropCollection(tenant: string, modelVersion: string): Promise<void> {
    await this.#table.drop(tenant, modelVersion);
    this.#resident.delete(keyOf(tenant, modelVersion));
  }

  async close(): Promise<void> {
    this.#resident.clear();
    this.db.close();
  }

  /** The collection in memory, behind the file by `visibilityMs` at most. */
  async #current(tenant: string, modelVersion: string): Promise<ResidentCollection> {
    const key = keyOf(tenant, modelVersion);
    const known = this.#resident.get(key);
    const now = this.#now();
    if (known !== undefined && now - known.checkedAt < this.#visibilityMs) return known;
    const row = this.#table.find(tenant, modelVersion);
    if (known !== undefined && known.id !== row?.id) this.#resident.delete(key);
    const { id, width, sequence } = row ?? this.#table.require(tenant, modelVersion);
    const open = (): ResidentCollection => new ResidentCollection(this.#table, id, width, this.#addon);
    const collection = entryOf(this.#resident, key, open);
    await collection.catchUp(sequence);
    collection.checkedAt = now;
    return collection;
  }

  /** A collection that was not searched here yet stays only in the file. */
  async #seeOwnWrite(tenant: string, modelVersion: string): Promise<void> {
    const collection = this.#resident.get(keyOf(tenant, modelVersion));
    const row = this.#table.find(tenant, modelVersion);
    if (collection !== undefined && collection.id === row?.id) await collection.catchUp(row.sequence);
  }
}

function keyOf(tenant: string, modelVersion: string): string {
  return JSON.stringify([tenant, modelVersion]);
}

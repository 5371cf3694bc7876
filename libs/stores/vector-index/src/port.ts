import type { Filter } from '@stars/contracts';
import type { Products } from './products.js';

/** What a filter can read of an item, stored with its vector. */
export interface VectorPayload {
  brand: string;
  category: string[];
  price?: number;
  attributes: Record<string, unknown>;
  /** Region to in-stock; empty means sold everywhere. */
  regions: Record<string, boolean>;
}

export interface VectorRecord {
  itemId: string;
  /** v_j, [s]. */
  vector: Float32Array;
  payload: VectorPayload;
}

export interface VectorSearch {
  modelVersion: string;
  /** One query a row, [s] each. */
  queries: Float32Array[];
  k: number;
  filter?: Filter;
  /** Where given, only items sold and in stock there. */
  region?: string;
  /** Items that must not come back. */
  exclude?: ReadonlySet<string>;
  /** Exact scan, whatever the size: evaluation and recall measurements. */
  exact?: boolean;
  signal?: AbortSignal;
}

export interface VectorHit {
  itemId: string;
  /** Inner product. */
  score: number;
}

/**
 * Maximum inner product search over item vectors, one collection a (tenant, model version).
 * Asking for k gives k whenever k eligible items exist. Ties: lower item id first.
 * Errors: `STARS_UNKNOWN_FILTER_FIELD`, `STARS_NOT_FOUND` (no such collection), `STARS_INVALID_FIELD` (wrong width);
 * `STARS_UNAVAILABLE`, `STARS_OVERLOADED` and `STARS_DISK_FULL`, after a bounded wait: try later. A write that fails so may have
 * stored some of its batch; the same again completes it.
 */
export interface VectorIndex {
  /** Idempotent; a second call with another width is an error. */
  createCollection(tenant: string, modelVersion: string, width: number): Promise<void>;
  upsert(tenant: string, modelVersion: string, records: readonly VectorRecord[]): Promise<void>;
  /** New payload, same vector: stock and price changes. Unknown ids are ignored. */
  setPayload(
    tenant: string,
    modelVersion: string,
    updates: readonly { itemId: string; payload: VectorPayload }[],
  ): Promise<void>;
  delete(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<void>;
  search(tenant: string, search: VectorSearch): Promise<VectorHit[][]>;
  getVectors(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<(Float32Array | undefined)[]>;
  /**
   * Inner products of items with others and with vectors: what an answer is explained by, without a copy of any vector.
   * @param columns Item ids, or vectors [s].
   */
  products(
    tenant: string,
    modelVersion: string,
    itemIds: readonly string[],
    columns: readonly (string | Float32Array)[],
  ): Promise<Products>;
  count(tenant: string, modelVersion: string): Promise<number>;
  listCollections(tenant: string): Promise<string[]>;
  /** Resolves once a filled collection is searched at full speed: what is measured from then on is what will serve. */
  prepare(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void>;
  /**
   * Before a filled collection serves: prepares it; where the engine has a name for the one that serves, it is this
   * one's from then on, at one instant. Idempotent, and also the way back to a version before.
   */
  activate(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void>;
  dropCollection(tenant: string, modelVersion: string): Promise<void>;
  close(): Promise<void>;
}

export const VECTOR_INDEX = Symbol('VectorIndex');

import type { Filter } from '@stars/contracts';

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
 * Errors: `STARS_UNKNOWN_FILTER_FIELD`, `STARS_NOT_FOUND` (no such collection), `STARS_INVALID_FIELD` (wrong width).
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
  count(tenant: string, modelVersion: string): Promise<number>;
  listCollections(tenant: string): Promise<string[]>;
  dropCollection(tenant: string, modelVersion: string): Promise<void>;
  close(): Promise<void>;
}

export const VECTOR_INDEX = Symbol('VectorIndex');

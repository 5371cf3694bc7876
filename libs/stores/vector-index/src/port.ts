import type { Filter } from '@stars/contracts';
import type { Products } from './products.js';

/** The fields of an item for filters, stored with its vector. */
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
  /** If present, only items sold and in stock there. */
  region?: string;
  /** Items that must not be in the result. */
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

/** Which items of a list may be in an answer, and how they score. */
export interface ItemScoring {
  modelVersion: string;
  itemIds: readonly string[];
  /** [s] each; none: only what passes is asked for. */
  queries: readonly Float32Array[];
  filter?: Filter;
  /** If present, only items sold and in stock there. */
  region?: string;
  signal?: AbortSignal;
}

export interface ItemScores {
  /** 1 for an item that is there and passes, in the order of the ids. */
  passes: Uint8Array;
  /** By query: inner products in the order of the ids; NaN for an item that does not pass. */
  scores: Float64Array[];
}

/**
 * Maximum inner product search over item vectors, one collection a (tenant, model version).
 * Asking for k gives k whenever k eligible items exist. Ties: lower item id first.
 * Errors: `STARS_UNKNOWN_FILTER_FIELD`, `STARS_NOT_FOUND` (no such collection), `STARS_INVALID_FIELD` (wrong width);
 * `STARS_UNAVAILABLE`, `STARS_OVERLOADED` and `STARS_DISK_FULL`, after a bounded wait: try later. A write that fails so may have
 * stored some of its batch; repeat the call to complete it.
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
  /** Scores items that are known by name, in one call to the engine. */
  scores(tenant: string, scoring: ItemScoring): Promise<ItemScores>;
  getVectors(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<(Float32Array | undefined)[]>;
  /**
   * Inner products of items with others and with vectors, to explain an answer without copies of vectors.
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
  /** Resolves once a filled collection is searched at full speed, so that measurements from then on are valid for serving. */
  prepare(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void>;
  /**
   * Prepares a filled collection before it serves. If the engine has an alias of the serving collection, it moves to this one
   * atomically. Idempotent, and also the way back to an earlier version.
   */
  activate(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void>;
  dropCollection(tenant: string, modelVersion: string): Promise<void>;
  close(): Promise<void>;
}

export const VECTOR_INDEX = Symbol('VectorIndex');

import type { CatalogItem, CatalogItemPatch, Filter, ItemFeatures } from '@stars/contracts';
import type { ChangeTime, RecentChanges } from './recent-changes.js';

/** What items are searched for. */
export interface SearchText {
  query: string;
  /** It finds nothing by itself: items with its words, too, come earlier. */
  intent?: string;
}

/** stored: newer than what was there. unchanged: the same content. stale: older, and dropped. */
export type UpsertOutcome = 'stored' | 'unchanged' | 'stale';

export interface CatalogQuery {
  filter?: Filter;
  /** If present, only items sold and in stock there (no `regions` at all means everywhere); "": in stock anywhere. */
  region?: string;
  /** Only items whose features have at least one of them. */
  tags?: readonly string[];
  /** The caller no longer waits for the answer. */
  signal?: AbortSignal;
}

/** What a list of the latest goes by: the version of items, or since when they are in stock again in the region of the query. */
export interface LatestQuestion {
  by: 'version' | 'back_in_stock';
  /** Only what is in stock again since then, ms since 1970. */
  since?: number;
  limit: number;
}

/** The values of one field that most items have, the most frequent first; those of equally many are in the order of their texts. */
export interface Facet {
  /** `brand`, `category` (each level counts), `attributes.NAME`, or `tags`. */
  field: string;
  values: { value: string; items: number }[];
}

export interface FacetCounts {
  items: number;
  /** Brand, category and tags, then attributes, the most frequent first. Without those that no item has. */
  facets: Facet[];
  /** Not all items or values were counted. */
  incomplete: boolean;
}

/** When features came about, ms since 1970. */
export interface FeatureTimes {
  /** When the change was made that they follow. Absent: nobody said, as in a backfill. */
  changed?: number | undefined;
  stored: number;
}

/**
 * Items' metadata, data for filters, and the tagger's features. All methods take batches; order in = order out. A write is visible for every reader once its promise resolves.
 * Errors: `STARS_UNAVAILABLE`, `STARS_OVERLOADED` and `STARS_DISK_FULL`, after a bounded wait: try later. A write that fails may
 * have stored some of its batch; repeat the call to complete it.
 */
export interface ItemCatalog {
  /** @param made When each item was changed, for `recentChanges`; absent: as in a backfill */
  upsert(items: readonly CatalogItem[], made?: readonly ChangeTime[]): Promise<UpsertOutcome[]>;
  /**
   * Each field of a patch counts while the item's own version is not later, in whatever order they come: those of an item that is not
   * there wait for it.
   * @param made As of `upsert`
   */
  patch(patches: readonly CatalogItemPatch[], made?: readonly ChangeTime[]): Promise<UpsertOutcome[]>;
  /** An older version than the stored one changes nothing. A deleted item is not found, and its version is remembered. */
  delete(tenant: string, items: readonly { itemId: string; version: number }[]): Promise<void>;
  get(tenant: string, itemIds: readonly string[], signal?: AbortSignal): Promise<(CatalogItem | undefined)[]>;
  /** Which of the ids exist and pass. Errors: `STARS_UNKNOWN_FILTER_FIELD`. */
  filterIds(tenant: string, itemIds: readonly string[], query: CatalogQuery): Promise<boolean[]>;
  /** Passing ids, the latest first, at most `limit`. Those of the same time are in the order of their ids. */
  latest(tenant: string, query: CatalogQuery, question: LatestQuestion): Promise<string[]>;
  /** Of items that did not change since they are there, or of which it is not known: undefined. */
  recentChanges(tenant: string, itemIds: readonly string[]): Promise<(RecentChanges | undefined)[]>;
  /**
   * Passing ids of items that have at least one of the query's words in their texts, at most `limit`: those with more, with rarer ones,
   * and with words in the title come first. Words count in any case, with or without accents.
   */
  search(tenant: string, text: SearchText, query: CatalogQuery, limit: number): Promise<string[]>;
  /**
   * How many of the items that a search finds, or of all that pass ("" as its words), have which values. Values longer than 256 characters
   * are left out.
   * @param values Most of each field
   */
  facets(tenant: string, words: string, query: CatalogQuery, values: number): Promise<FacetCounts>;
  scan(
    tenant: string,
    options: { cursor?: string; limit: number; signal?: AbortSignal },
  ): Promise<{ items: CatalogItem[]; cursor?: string }>;
  count(tenant: string): Promise<number>;
  /**
   * Features made from an older item version than those stored change nothing.
   * @param times In the order of the features
   */
  putFeatures(features: readonly ItemFeatures[], times?: readonly FeatureTimes[]): Promise<void>;
  getFeatures(tenant: string, itemIds: readonly string[]): Promise<(ItemFeatures | undefined)[]>;
  /** Undefined: there are no features, or they came without times. */
  getFeatureTimes(tenant: string, itemIds: readonly string[]): Promise<(FeatureTimes | undefined)[]>;
  close(): Promise<void>;
}

export const ITEM_CATALOG = Symbol('ItemCatalog');

/** With settings of the type. */
interface IndexField {
  type: string;
  [setting: string]: unknown;
}

/** An index. A change adds fields: the index gains them. */
export interface IndexDefinition {
  /** Follows the prefix in the alias's name. */
  name: string;
  mapping: Record<string, IndexField>;
}

const term = { type: 'keyword', doc_values: false, norms: false };
/** Kept in the source, neither searched nor sorted by. */
const kept = { type: 'keyword', index: false, doc_values: false };
/** Counted, not searched. */
const counted = { type: 'keyword', index: false };
const bytes = { type: 'binary' };

/** Fields for filters and lists are indexed; the whole item is kept as bytes. */
export interface ItemDocument {
  tenant: string;
  item_id: string;
  version: number;
  /** Or not there yet: then a document has only its version and patches. */
  deleted: boolean;
  title?: string;
  /** See `itemWords`. */
  words?: string;
  brand?: string;
  category?: string[];
  price?: number;
  /** See contracts' `itemTerms`. */
  attributes?: string[];
  numbers?: string[];
  sold_in?: string[];
  /** See `facetTerm`. */
  facets?: string[];
  /** Of `body`. */
  digest?: string;
  /** A `CatalogItem` in base64. */
  body?: string;
  /** JSON of `FieldPatches`. */
  patches?: string;
  /** JSON of a `ChangeRecord`. */
  changes?: string;
  /** Its `backSince`. */
  back?: { place: string; since: number }[];
}

export const ITEM_INDEX: IndexDefinition = {
  name: 'items',
  mapping: {
    tenant: term,
    // The one that answers are read from.
    item_id: { type: 'keyword' },
    version: { type: 'long' },
    deleted: { type: 'boolean', doc_values: false },
    title: { type: 'text', index: false, norms: false },
    words: { type: 'text', analyzer: 'whitespace', index_options: 'freqs' },
    brand: term,
    category: term,
    price: { type: 'double', doc_values: false },
    attributes: term,
    numbers: term,
    sold_in: term,
    facets: counted,
    digest: kept,
    body: bytes,
    patches: kept,
    changes: kept,
    back: { type: 'nested', properties: { place: term, since: { type: 'long' } } },
  } satisfies Record<keyof ItemDocument, IndexField>,
};

export interface FeaturesDocument {
  tenant: string;
  item_id: string;
  item_version: number;
  /** Absent where the item is gone, as `body` is. */
  tags?: string[];
  /** JSON of `FeatureTimes`. */
  times?: string;
  /** An `ItemFeatures` in base64. */
  body?: string;
}

export const FEATURES_INDEX: IndexDefinition = {
  name: 'item-features',
  mapping: {
    tenant: term,
    item_id: term,
    item_version: { type: 'long', index: false, doc_values: false },
    tags: { type: 'keyword' },
    times: kept,
    body: bytes,
  } satisfies Record<keyof FeaturesDocument, IndexField>,
};

import { type VectorIndex } from '@stars/vector-index';
import { LRUCache } from 'lru-cache';

/** How long a vector is used before it is read again (ms): an item's text may change. */
const FRESH_MS = 30_000;
/** At most so many items with a live signal are used: the first of their context. */
const MOST_LIVE_ITEMS = 50_000;
/** Sets of items that are kept for a version, at most: one a region and state of its signals. */
const KEPT_SETS = 256;
/** Versions, of all tenants, that are kept at most. */
const KEPT_VERSIONS = 64;

/** What the signals of each item add at most; the same object while nothing changes. */
export type LiveTotals = ReadonlyMap<string, { readonly total: number }>;

/** The items with a live signal that the index has, in arrays: each request looks at all of them. */
export interface LiveVectors {
  itemIds: readonly string[];
  vectors: readonly Float32Array[];
  /** What the signals of each add at most. */
  totals: Float64Array;
  of(itemId: string): Float32Array | undefined;
}

/** Vectors of the items with a live signal: read once for all requests of a region while nothing changes there. */
export class LiveItemVectors {
  readonly #versions = new LRUCache<string, VersionVectors>({ max: KEPT_VERSIONS });

  constructor(private readonly index: VectorIndex) {}

  /** The vectors that the index has. While they are read again, requests use the old ones. Errors: those of the index. */
  of(tenant: string, modelVersion: string, live: LiveTotals): Promise<LiveVectors> {
    const key = `${tenant} ${modelVersion}`;
    const kept =
      this.#versions.get(key) ?? new VersionVectors((ids) => this.index.getVectors(tenant, modelVersion, ids));
    this.#versions.set(key, kept);
    return kept.of(live);
  }
}

/** The vectors of one version. Regions often promote the same items, so an item's vector is kept once. */
class VersionVectors {
  readonly #known = new Map<string, { vector: Float32Array; readAt: number }>();
  readonly #sets = new LRUCache<LiveTotals, { readAt: number; vectors: Promise<LiveVectors> }>({ max: KEPT_SETS });

  constructor(private readonly getVectors: (ids: readonly string[]) => ReturnType<VectorIndex['getVectors']>) {}

  of(live: LiveTotals): Promise<LiveVectors> {
    const known = this.#sets.get(live);
    if (known && isFresh(known.readAt)) return known.vectors;
    const read = this.#read(live);
    const set = { readAt: performance.now(), vectors: known?.vectors ?? read };
    this.#sets.set(live, set);
    read.then(
      () => {
        set.vectors = read;
      },
      () => known ?? this.#sets.delete(live),
    );
    return set.vectors;
  }

  async #read(live: LiveTotals): Promise<LiveVectors> {
    const ids = [...live.keys()].slice(0, MOST_LIVE_ITEMS);
    const old = ids.filter((id) => !isFresh(this.#known.get(id)?.readAt));
    const found = old.length > 0 ? await this.getVectors(old) : [];
    const readAt = performance.now();
    old.forEach((id, n) => {
      // A copy, because the index gives parts of one large array.
      if (found[n]) this.#known.set(id, { vector: found[n].slice(), readAt });
      else this.#known.delete(id);
    });
    const itemIds = ids.filter((id) => this.#known.has(id));
    return {
      itemIds,
      vectors: itemIds.map((id) => this.#known.get(id)!.vector),
      totals: Float64Array.from(itemIds, (id) => live.get(id)!.total),
      of: (id) => this.#known.get(id)?.vector,
    };
  }
}

const isFresh = (readAt = Number.NEGATIVE_INFINITY): boolean => performance.now() - readAt < FRESH_MS;

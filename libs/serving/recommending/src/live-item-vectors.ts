import { type VectorIndex } from '@stars/vector-index';

/** How long a vector is used before it is read again (ms): an item's text may change. */
const FRESH_MS = 30_000;
/** At most so many items with a live signal are used: the first of their context. */
const MOST_LIVE_ITEMS = 50_000;
/** Sets of items that are kept, at most: one a region and state of its signals. */
const KEPT_SETS = 256;

type Vectors = ReadonlyMap<string, Float32Array>;

interface KeptSet {
  readAt: number;
  vectors: Promise<Vectors>;
}

/** Vectors of the items with a live signal: read once for all requests of a region while nothing changes there. */
export class LiveItemVectors {
  /** By the set of live items, which is the same object while nothing changes; then by tenant and version. */
  readonly #kept = new Map<ReadonlyMap<string, unknown>, Map<string, KeptSet>>();

  constructor(private readonly index: VectorIndex) {}

  /** The vectors that the index has. While they are read again, requests use the old ones. Errors: those of the index. */
  of(tenant: string, modelVersion: string, live: ReadonlyMap<string, unknown>): Promise<Vectors> {
    const sets = this.#kept.get(live) ?? new Map<string, KeptSet>();
    this.#kept.delete(live);
    this.#kept.set(live, sets);
    if (this.#kept.size > KEPT_SETS) this.#kept.delete(this.#kept.keys().next().value!);
    const key = `${tenant} ${modelVersion}`;
    const known = sets.get(key);
    if (known && performance.now() - known.readAt < FRESH_MS) return known.vectors;
    const read = this.#read(tenant, modelVersion, live);
    const readAt = performance.now();
    sets.set(key, { readAt, vectors: known?.vectors ?? read });
    read.then(
      () => sets.set(key, { readAt, vectors: read }),
      () => known ?? sets.delete(key),
    );
    return known?.vectors ?? read;
  }

  async #read(tenant: string, modelVersion: string, live: ReadonlyMap<string, unknown>): Promise<Vectors> {
    const ids = [...live.keys()].slice(0, MOST_LIVE_ITEMS);
    const vectors = await this.index.getVectors(tenant, modelVersion, ids);
    return new Map(
      ids.flatMap((id, i): [string, Float32Array][] => {
        const vector = vectors[i];
        return vector ? [[id, vector]] : [];
      }),
    );
  }
}

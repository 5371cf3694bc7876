import type { Index } from 'usearch';

/** Neighbours a node. With inner products, fewer leave items that no path leads to. */
const CONNECTIVITY = 64;
/** Candidates looked at when a node is linked. */
const EXPANSION_ADD = 128;

/**
 * A usearch HNSW graph whose keys are slots: the one place that knows usearch. Its metric is the inner product
 * of centred vectors: taking one constant vector c from every item changes q·v by q·c for all of them alike, so the
 * ranking stays, while a direction that all items share no longer makes a few of them everybody's neighbours.
 * (The usual reduction, one more dimension sqrt(M² − |v|²) with M the greatest norm, was measured too: it found 25–60%
 * of the true first 100 at 128 candidates where norms are spread, and needs a new graph whenever M grows.)
 */
export class UsearchGraph {
  readonly #index: Index;
  readonly #centre: Float32Array;
  readonly #row: Float32Array;
  readonly #keys = new BigUint64Array(1);

  private constructor(index: Index, centre: Float32Array) {
    this.#index = index;
    this.#centre = centre;
    this.#row = new Float32Array(centre.length);
  }

  /** An empty graph for vectors as wide as `centre`. Throws where usearch has no binary for this platform. */
  static async create(centre: Float32Array): Promise<UsearchGraph> {
    const { Index, MetricKind, ScalarKind } = await import('usearch');
    const index = new Index({
      dimensions: centre.length,
      metric: MetricKind.IP,
      quantization: ScalarKind.F32,
      connectivity: CONNECTIVITY,
      expansion_add: EXPANSION_ADD,
      // `search` looks at as many candidates as it returns, so the caller's `count` is the expansion.
      expansion_search: 1,
      multi: false,
    });
    return new UsearchGraph(index, centre);
  }

  add(slot: number, matrix: Float32Array, start: number): void {
    for (let i = 0; i < this.#row.length; i++) this.#row[i] = matrix[start + i]! - this.#centre[i]!;
    this.#keys[0] = BigInt(slot);
    this.#index.add(this.#keys, this.#row, 1);
  }

  /** A slot that is not there is ignored. */
  remove(slot: number): void {
    this.#keys[0] = BigInt(slot);
    this.#index.remove(this.#keys);
  }

  get size(): number {
    return this.#index.size();
  }

  /** Up to `count` slots, nearly those of the highest inner products, in no order to rely on. */
  search(query: Float32Array, count: number): number[] {
    const { keys } = this.#index.search(query, count, 1);
    return Array.from(keys, Number);
  }
}

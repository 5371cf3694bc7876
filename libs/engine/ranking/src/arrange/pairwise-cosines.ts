import { innerProduct } from '../inner-product.js';

/** Cosines of n vectors with each other, computed row by row on demand. */
export class PairwiseCosines {
  readonly #directions: readonly (Float32Array | undefined)[];
  readonly #rows = new Map<number, Float64Array>();

  /** @param vectors [n] of [s]; undefined if an item has none */
  constructor(vectors: readonly (Float32Array | undefined)[]) {
    this.#directions = vectors.map(directionOf);
  }

  get size(): number {
    return this.#directions.length;
  }

  /** Whether the item has a vector with a direction. */
  knows(item: number): boolean {
    return this.#directions[item] !== undefined;
  }

  /** [n] cosines with an item that is known; 0 with one that is not. */
  row(item: number): Float64Array {
    const known = this.#rows.get(item);
    if (known) return known;
    const direction = this.#directions[item]!;
    const row = Float64Array.from(this.#directions, (other) => (other ? innerProduct(direction, other) : 0));
    this.#rows.set(item, row);
    return row;
  }
}

/** The vector scaled to length 1; undefined if that is impossible. */
function directionOf(vector: Float32Array | undefined): Float32Array | undefined {
  if (!vector) return undefined;
  const length = Math.sqrt(innerProduct(vector, vector));
  return length > 0 && Number.isFinite(length) ? vector.map((x) => x / length) : undefined;
}

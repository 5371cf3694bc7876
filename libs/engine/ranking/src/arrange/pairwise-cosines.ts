import { innerProduct } from '../inner-product.js';

/** Cosines of n vectors with each other, worked out a row at a time where they are asked for. */
export class PairwiseCosines {
  readonly #directions: readonly (Float32Array | undefined)[];
  readonly #rows = new Map<number, Float64Array>();

  /** @param vectors [n] of [s]; undefined where an item has none */
  constructor(vectors: readonly (Float32Array | undefined)[]) {
    this.#directions = vectors.map(directionOf);
  }

  get size(): number {
    return this.#directions.length;
  }

  /** Whether a vector points anywhere. */
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

/** The vector scaled to length 1; undefined where that cannot be. */
function directionOf(vector: Float32Array | undefined): Float32Array | undefined {
  if (!vector) return undefined;
  const length = Math.sqrt(innerProduct(vector, vector));
  return length > 0 && Number.isFinite(length) ? vector.map((x) => x / length) : undefined;
}

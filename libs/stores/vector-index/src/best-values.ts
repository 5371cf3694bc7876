/** The k highest numbers offered so far: a bounded binary heap whose root is the lowest one kept. */
export class BestValues {
  readonly #values: Float64Array;
  #size = 0;

  constructor(limit: number) {
    this.#values = new Float64Array(limit);
  }

  /** The k-th highest; -Infinity until there are k. */
  get threshold(): number {
    return this.#size < this.#values.length ? -Infinity : this.#values[0]!;
  }

  offer(value: number): void {
    const values = this.#values;
    if (this.#size < values.length) {
      let at = this.#size++;
      for (let parent = (at - 1) >> 1; at > 0 && !(value >= values[parent]!); parent = (at - 1) >> 1) {
        values[at] = values[parent]!;
        at = parent;
      }
      values[at] = value;
    } else if (value > values[0]!) {
      let at = 0;
      for (let child = 1; child < values.length; child = 2 * at + 1) {
        if (child + 1 < values.length && values[child + 1]! < values[child]!) child++;
        if (values[child]! >= value) break;
        values[at] = values[child]!;
        at = child;
      }
      values[at] = value;
    }
  }
}

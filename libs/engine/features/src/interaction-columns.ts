type Column = Uint32Array | Float64Array | Uint8Array | Float32Array;

const NAMES = ['user', 'item', 'time', 'type', 'region', 'value', 'session', 'idHigh', 'idLow', 'position'] as const;

/** Growing columns of interactions; they double when full, so that the cost stays linear. */
export class InteractionColumns {
  #capacity = 1024;
  length = 0;
  user = new Uint32Array(this.#capacity);
  item = new Uint32Array(this.#capacity);
  time = new Float64Array(this.#capacity);
  type = new Uint8Array(this.#capacity);
  region = new Uint32Array(this.#capacity);
  value = new Float32Array(this.#capacity);
  session = new Uint32Array(this.#capacity);
  /** `idBits`; 0 if there is no id. */
  idHigh = new Uint32Array(this.#capacity);
  idLow = new Uint32Array(this.#capacity);
  /** Where a row is on the bus; empty if rows come in that order. */
  position = new Float64Array(0);

  get all(): Column[] {
    return NAMES.map((name) => this[name]);
  }

  /** Moves row `from` to row `to`. */
  move(from: number, to: number): void {
    for (const column of this.all) if (column.length > 0) column[to] = column[from]!;
  }

  grow(): void {
    if (this.length < this.#capacity) return;
    this.#capacity *= 2;
    for (const name of NAMES) {
      const column = this[name];
      if (column.length === 0) continue;
      const wider = new (column.constructor as new (length: number) => Column)(this.#capacity);
      wider.set(column as never);
      Object.assign(this, { [name]: wider });
    }
  }

  setPosition(row: number, position: number): void {
    if (this.position.length === 0) this.position = new Float64Array(this.#capacity);
    this.position[row] = position;
  }

  /** Sorts the rows by position. */
  sort(): void {
    const order = ascending(this.position.subarray(0, this.length));
    for (const column of this.all) {
      const sorted = column.slice(0, this.length);
      for (let i = 0; i < order.length; i++) column[i] = sorted[order[i]!]!;
    }
  }
}

/** Values of a digit of `ascending`. */
const DIGIT = 2 ** 16;

/**
 * Places of whole numbers in ascending order, equal ones as they come, digit by digit: JavaScript sorts no more than 128 million numbers
 * by a comparison.
 */
export function ascending(numbers: Float64Array): Uint32Array {
  let order = new Uint32Array(numbers.length).map((_, i) => i);
  let sorted = new Uint32Array(numbers.length);
  for (let unit = 1; unit < Number.MAX_SAFE_INTEGER; unit *= DIGIT) {
    const digitOf = (at: number): number => Math.floor(numbers[at]! / unit) % DIGIT;
    const next = new Uint32Array(DIGIT + 1);
    for (let at = 0; at < numbers.length; at++) next[digitOf(at) + 1]!++;
    for (let digit = 0; digit < DIGIT; digit++) next[digit + 1]! += next[digit]!;
    for (const at of order) sorted[next[digitOf(at)]!++] = at;
    [order, sorted] = [sorted, order];
  }
  return order;
}

const LEAST_SLOTS = 64;
/** An open table needs free slots. */
const FULLEST = 0.5;

/**
 * Numbers few of many items, from 1 on in the order in which they come; 0 means an item that is not there. Arrays by number take no
 * more space than a user has items, whatever the size of the catalogue, and their place 0 holds what is known of nothing.
 */
export class NumberedKeys {
  /** By number; place 0 is none. */
  keys = new Int32Array(1 + FULLEST * LEAST_SLOTS);
  /** How many there are: the highest number. */
  size = 0;
  #slots = new Int32Array(LEAST_SLOTS);

  /** 0: the key is not there. */
  numberOf(key: number): number {
    return this.#slots[this.#slotOf(key)]!;
  }

  /** The number of the key, which is added if it is not there. */
  add(key: number): number {
    const slot = this.#slotOf(key);
    const known = this.#slots[slot]!;
    if (known > 0) return known;
    const number = ++this.size;
    this.#slots[slot] = number;
    this.keys[number] = key;
    if (number + 1 >= this.keys.length) this.#grow(2 * this.#slots.length);
    return number;
  }

  /** Makes room for so many keys at once. */
  reserve(count: number): void {
    let slots = this.#slots.length;
    while (FULLEST * slots <= count + 1) slots *= 2;
    if (slots > this.#slots.length) this.#grow(slots);
  }

  clear(): void {
    // Emptying the table whole is a matter of nanoseconds for tables of this size.
    if (this.size > 0) this.#slots.fill(0);
    this.size = 0;
  }

  /** The slot of the key, or the free one where it belongs. */
  #slotOf(key: number): number {
    const slots = this.#slots;
    const { keys } = this;
    const mask = slots.length - 1;
    let slot = Math.imul(key, 0x9e3779b1) >>> 7;
    for (slot &= mask; slots[slot] !== 0; slot = (slot + 1) & mask) if (keys[slots[slot]!] === key) break;
    return slot;
  }

  #grow(slots: number): void {
    const { keys, size } = this;
    this.#slots = new Int32Array(slots);
    this.keys = new Int32Array(1 + FULLEST * this.#slots.length);
    this.keys.set(keys);
    for (let number = 1; number <= size; number++) this.#slots[this.#slotOf(keys[number]!)] = number;
  }
}

type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The array, or a longer one with the same values and at least `size` places. */
export function atLeast<T extends Numbers>(values: T, size: number): T {
  if (values.length >= size) return values;
  const longer = new (values.constructor as new (length: number) => T)(Math.max(size, 2 * values.length));
  longer.set(values);
  return longer;
}

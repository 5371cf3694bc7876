const LEAST_SLOTS = 16;
/** Slots for each entry at most and at least: an open table needs free ones. */
const FULLEST = 0.7;
const EMPTY = -1;

/** A number for each of few of many items; the others have 0. An entry takes about 20 bytes. */
export class SparseCounts {
  #items = new Int32Array(LEAST_SLOTS).fill(EMPTY);
  #values = new Float64Array(LEAST_SLOTS);
  #size = 0;

  /** Number of items that have an entry. */
  get size(): number {
    return this.#size;
  }

  get(item: number): number {
    const slot = this.#slotOf(item);
    return this.#items[slot] === item ? this.#values[slot]! : 0;
  }

  set(item: number, value: number): void {
    let slot = this.#slotOf(item);
    if (this.#items[slot] !== item) {
      if (this.#size + 1 > FULLEST * this.#items.length) {
        this.#rebuild(2 * this.#items.length, () => true);
        slot = this.#slotOf(item);
      }
      this.#items[slot] = item;
      this.#size++;
    }
    this.#values[slot] = value;
  }

  /** Multiplies every number, then drops those that are below `least`. @param dropped Called with each dropped item and what it had */
  scale(factor: number, least: number, dropped?: (item: number, value: number) => void): void {
    let left = 0;
    for (let slot = 0; slot < this.#items.length; slot++) {
      if (this.#items[slot] === EMPTY) continue;
      this.#values[slot]! *= factor;
      if (this.#values[slot]! >= least) left++;
      else dropped?.(this.#items[slot]!, this.#values[slot]!);
    }
    if (left < this.#size) this.#rebuild(slotsFor(left), (value) => value >= least);
  }

  /** Calls `visit` for every entry, in no particular order. */
  forEach(visit: (item: number, value: number) => void): void {
    for (let slot = 0; slot < this.#items.length; slot++) {
      if (this.#items[slot] !== EMPTY) visit(this.#items[slot]!, this.#values[slot]!);
    }
  }

  /** The slot of the item, or the free one where it belongs. */
  #slotOf(item: number): number {
    const items = this.#items;
    const mask = items.length - 1;
    let slot = Math.imul(item, 0x9e3779b1) & mask;
    while (items[slot] !== EMPTY && items[slot] !== item) slot = (slot + 1) & mask;
    return slot;
  }

  #rebuild(slots: number, keeps: (value: number) => boolean): void {
    const [items, values] = [this.#items, this.#values];
    this.#items = new Int32Array(slots).fill(EMPTY);
    this.#values = new Float64Array(slots);
    this.#size = 0;
    items.forEach((item, n) => {
      if (item === EMPTY || !keeps(values[n]!)) return;
      const slot = this.#slotOf(item);
      this.#items[slot] = item;
      this.#values[slot] = values[n]!;
      this.#size++;
    });
  }
}

function slotsFor(entries: number): number {
  let slots = LEAST_SLOTS;
  while (entries > FULLEST * slots) slots *= 2;
  return slots;
}

import type { FilterFields } from '@stars/contracts';
import { checkVector } from './check-input.js';
import { padded, strideOf } from './exact-scan.js';
import { headWords, nativeAddon, rowBytes } from './native-addon.js';
import type { VectorPayload } from './port.js';
import { type Products, productsOf, type VectorAt } from './products.js';
import { SlotSet } from './slot-set.js';

const FIRST_CAPACITY = 64;
/** A collection is read with room for what it has, so only new items make it grow. */
const GROWTH = 1.25;

/**
 * One collection's vectors in memory: rows of one flat matrix, addressed by slot. A removed item's slot
 * is used again, so the matrix grows with the number of live items only.
 */
export class ResidentVectors {
  /** Floats from one row to the next. */
  readonly stride: number;
  /** [capacity, stride]. Replaced when it grows. */
  matrix = new Float32Array(0);
  /** The same rows for the native scan, [capacity, `rowBytes(stride)`]; empty without it. Replaced when it grows. */
  bytes = new Int8Array(0);
  /** What the native scan knows of rows without their bytes, [`headWords(capacity)`]. Replaced when it grows. */
  heads = new Uint32Array(0);
  /** By slot; undefined if it is free. */
  readonly itemIds: (string | undefined)[] = [];
  /** Fields for filters, by slot; undefined if it is free. */
  readonly fields: (FilterFields | undefined)[] = [];
  /** Slots in use. */
  readonly live = new SlotSet();
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];

  /** @param addon null: scans are in JavaScript */
  constructor(
    readonly width: number,
    readonly addon = nativeAddon,
  ) {
    this.stride = strideOf(width);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** One more than the highest slot ever used. */
  get slotCount(): number {
    return this.itemIds.length;
  }

  /** In the order of the ids; -1 of an item that is not there. */
  slotsInOrder(itemIds: readonly string[]): Int32Array {
    // `Int32Array.from` takes several times as long.
    const slots = new Int32Array(itemIds.length);
    for (let n = 0; n < itemIds.length; n++) slots[n] = this.#slots.get(itemIds[n]!) ?? -1;
    return slots;
  }

  /** Of those items that are there. */
  slotsOf(itemIds: Iterable<string>): number[] {
    return [...itemIds].map((itemId) => this.#slots.get(itemId)).filter((slot) => slot !== undefined);
  }

  /** Adds or replaces an item. Returns its slot. */
  put(itemId: string, vector: Float32Array, payload: VectorPayload): number {
    const { brand, category, price, attributes, regions } = payload;
    const slot = this.#slots.get(itemId) ?? this.#take(itemId);
    // Named one by one: copied by a spread, they take twice the memory.
    this.fields[slot] = { itemId, brand, category, price, attributes, regions };
    this.matrix.set(padded(vector, this.stride), slot * this.stride);
    this.addon?.put(this.matrix, this.bytes, this.heads, this.stride, slot);
    return slot;
  }

  /** Returns the freed slot; undefined for an unknown item. */
  remove(itemId: string): number | undefined {
    const slot = this.#slots.get(itemId);
    if (slot === undefined) return undefined;
    this.#slots.delete(itemId);
    this.itemIds[slot] = undefined;
    this.fields[slot] = undefined;
    this.live.delete(slot);
    this.#free.push(slot);
    return slot;
  }

  /** Copies of items' vectors [s], all in one piece of memory: an answer asks for some forty. */
  vectorsOf(itemIds: readonly string[]): (Float32Array | undefined)[] {
    const { width, stride, matrix } = this;
    const copies = new Float32Array(itemIds.length * width);
    return itemIds.map((itemId, at) => {
      const slot = this.#slots.get(itemId);
      if (slot === undefined) return undefined;
      const copy = copies.subarray(at * width, (at + 1) * width);
      copy.set(matrix.subarray(slot * stride, slot * stride + width));
      return copy;
    });
  }

  /** Errors: `STARS_INVALID_FIELD` for a column of another width. */
  products(itemIds: readonly string[], columns: readonly (string | Float32Array)[]): Products {
    return productsOf(
      this.width,
      itemIds.map((itemId) => this.#at(itemId)),
      columns.map((column, index) => {
        if (typeof column === 'string') return this.#at(column);
        checkVector(column, this.width, `columns[${index}]`);
        return { floats: column, from: 0 };
      }),
    );
  }

  #at(itemId: string): VectorAt {
    const slot = this.#slots.get(itemId);
    return slot === undefined ? undefined : { floats: this.matrix, from: slot * this.stride };
  }

  /** Makes room for so many slots at once. */
  reserve(capacity: number): void {
    const { matrix, bytes, heads } = this;
    if (capacity * this.stride <= matrix.length) return;
    this.matrix = new Float32Array(capacity * this.stride);
    this.matrix.set(matrix);
    if (!this.addon) return;
    this.bytes = new Int8Array(capacity * rowBytes(this.stride));
    this.bytes.set(bytes);
    this.heads = new Uint32Array(headWords(capacity));
    this.heads.set(heads);
  }

  #take(itemId: string): number {
    const slot = this.#free.pop() ?? this.itemIds.length;
    if ((slot + 1) * this.stride > this.matrix.length) this.reserve(Math.max(FIRST_CAPACITY, Math.ceil(GROWTH * slot)));
    this.itemIds[slot] = itemId;
    this.#slots.set(itemId, slot);
    this.live.add(slot);
    return slot;
  }
}

import type { FilterFields } from '@stars/contracts';
import { ByteRows } from './byte-rows.js';
import { padded, strideOf } from './exact-scan.js';
import type { VectorPayload } from './port.js';
import { type Products, ProductTable, type VectorAt } from './products.js';
import { SlotSet } from './slot-set.js';
import { checkVector } from './vector-table.js';

const FIRST_CAPACITY = 64;

/**
 * One collection's vectors in memory: rows of one flat matrix, addressed by slot. A removed item's slot
 * is used again, so the matrix grows with the number of live items only.
 */
export class ResidentVectors {
  readonly width: number;
  /** Floats from one row to the next. */
  readonly stride: number;
  /** [capacity, stride]. Replaced when it grows. */
  matrix: Float32Array;
  /** The same rows, by slot, for scans. */
  readonly bytes: ByteRows;
  /** By slot; undefined if it is free. */
  readonly itemIds: (string | undefined)[] = [];
  /** Fields for filters, by slot; undefined if it is free. */
  readonly fields: (FilterFields | undefined)[] = [];
  /** Slots in use. */
  readonly live = new SlotSet();
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #products: ProductTable;

  constructor(width: number) {
    this.width = width;
    this.stride = strideOf(width);
    this.matrix = new Float32Array(FIRST_CAPACITY * this.stride);
    this.bytes = new ByteRows(width);
    this.#products = new ProductTable(width);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** One more than the highest slot ever used. */
  get slotCount(): number {
    return this.itemIds.length;
  }

  slotOf(itemId: string): number | undefined {
    return this.#slots.get(itemId);
  }

  /** Adds or replaces an item. `moved`: whether its vector is another one than before. */
  put(itemId: string, vector: Float32Array, payload: VectorPayload): { slot: number; moved: boolean } {
    const known = this.#slots.get(itemId);
    const slot = known ?? this.#take(itemId);
    this.fields[slot] = { itemId, ...payload };
    const start = slot * this.stride;
    let moved = known === undefined;
    for (let i = 0; !moved && i < this.width; i++) moved = this.matrix[start + i] !== vector[i];
    if (moved) {
      this.matrix.set(padded(vector, this.stride), start);
      this.bytes.put(slot, vector);
    }
    return { slot, moved };
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
    return this.#products.products(
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

  #take(itemId: string): number {
    const slot = this.#free.pop() ?? this.itemIds.length;
    if ((slot + 1) * this.stride > this.matrix.length) {
      const grown = new Float32Array(this.matrix.length * 2);
      grown.set(this.matrix);
      this.matrix = grown;
    }
    this.itemIds[slot] = itemId;
    this.#slots.set(itemId, slot);
    this.live.add(slot);
    return slot;
  }
}

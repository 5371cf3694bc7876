import { compileFilter, type Filter, type FilterFields, soldIn } from '@stars/contracts';
import { LRUCache } from 'lru-cache';
import { rowBytes } from './native-addon.js';
import type { ResidentVectors } from './resident-vectors.js';
import { SlotSet } from './slot-set.js';

/** Conditions that are kept (the least recently used is dropped first). */
const CACHE_LIMIT = 64;
/** Conditions with longer text are computed each time: they rarely repeat. */
const KEY_LIMIT = 8192;

/** Searches with a condition since something about its items changed, after which their rows are packed. */
const PACKED_AFTER = 32;
/** Rows are packed if fewer of all items pass; all packed rows together are at most as many as there are items. */
const PACKED_SHARE = 0.6;

/** The rows of bytes of one condition, side by side: those of all items lie here and there. */
export interface PackedRows {
  /** Of each row, ascending. */
  slots: Int32Array;
  bytes: Int8Array;
}

/** The eligible slots, and their packed rows if there are any. */
export interface Passing {
  /** Owned by the cache: do not change it. */
  slots: SlotSet;
  packed?: PackedRows;
}

interface Entry extends Passing {
  passes: (fields: FilterFields) => boolean;
  /** Searches since something about its items changed. */
  uses: number;
}

/**
 * Which slots a (filter, region) lets through. Kept sets are patched as items change, so a stream of stock
 * updates costs one evaluation an item and kept condition, never a new pass over the collection. Rows of
 * frequent conditions are packed.
 */
export class Eligibility {
  readonly #vectors: ResidentVectors;
  readonly #kept = new LRUCache<string, Entry>({ max: CACHE_LIMIT });

  constructor(vectors: ResidentVectors) {
    this.#vectors = vectors;
  }

  /** Errors: those of `compileFilter`. */
  of(filter: Filter | undefined, region: string | undefined): Passing {
    if (filter === undefined && region === undefined) return { slots: this.#vectors.live };
    const key = JSON.stringify([region ?? null, filter ?? null]);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      if (++known.uses >= PACKED_AFTER && known.packed === undefined) this.#pack(known);
      return known;
    }
    const entry = this.#evaluate(filter, region);
    if (key.length <= KEY_LIMIT) this.#kept.set(key, entry);
    return entry;
  }

  /** Call after a slot's fields or vector changed or the slot became free. @param moved whether it has a new vector */
  update(slot: number, moved: boolean): void {
    const fields = this.#vectors.fields[slot];
    for (const entry of this.#kept.values()) {
      const { passes, slots } = entry;
      const passed = slots.has(slot);
      const passesNow = fields !== undefined && passes(fields);
      if (passesNow) slots.add(slot);
      else slots.delete(slot);
      if (passed === passesNow && !(passed && moved)) continue;
      delete entry.packed;
      entry.uses = 0;
    }
  }

  /** Empties the cache: cheaper than `update` if much of the collection changes at once. */
  clear(): void {
    this.#kept.clear();
  }

  /** Drops packed rows of the least recently used conditions. */
  #pack(entry: Entry): void {
    const { addon, size, stride, bytes } = this.#vectors;
    entry.uses = 0;
    if (!addon || entry.slots.size > PACKED_SHARE * size) return;
    const width = rowBytes(stride);
    const packed = { slots: new Int32Array(entry.slots.size), bytes: new Int8Array(entry.slots.size * width) };
    entry.slots.writeTo(packed.slots);
    packed.slots.forEach((slot, row) => {
      packed.bytes.set(bytes.subarray(slot * width, (slot + 1) * width), row * width);
    });
    entry.packed = packed;
    let rows = 0;
    for (const other of this.#kept.values()) {
      rows += other.packed?.slots.length ?? 0;
      if (rows > size) delete other.packed;
    }
  }

  #evaluate(filter: Filter | undefined, region: string | undefined): Entry {
    const matches = filter === undefined ? () => true : compileFilter(filter);
    const passes =
      region === undefined
        ? matches
        : (fields: FilterFields): boolean => soldIn(fields.regions, region) && matches(fields);
    const slots = new SlotSet(this.#vectors.slotCount);
    this.#vectors.fields.forEach((fields, slot) => {
      if (fields !== undefined && passes(fields)) slots.add(slot);
    });
    return { passes, slots, uses: 0 };
  }
}

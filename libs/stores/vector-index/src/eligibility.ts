import { createHash } from 'node:crypto';
import { compileQuery, type Filter, type FilterFields } from '@stars/contracts';
import { entryOf, nextTurn, turnIsOver } from '@stars/platform';
import { LRUCache } from 'lru-cache';
import { rowBytes } from './native-addon.js';
import type { ResidentVectors } from './resident-vectors.js';
import { SlotSet } from './slot-set.js';

/** Conditions that are kept (the least recently used is dropped first). */
const CACHE_LIMIT = 64;
/** Longer conditions are known by their digest. */
const KEY_LIMIT = 8192;
/** Items between two looks at the clock. */
const LOOK_EVERY = 16;

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
  readonly #kept = new LRUCache<string, Entry>({ max: CACHE_LIMIT });
  /** Conditions that are evaluated at the moment. */
  readonly #begun = new Map<string, Promise<Entry>>();
  readonly #unfinished = new Set<Entry>();

  constructor(private readonly vectors: ResidentVectors) {}

  /** Errors: those of `compileFilter`. */
  async of(filter: Filter | undefined, region: string | undefined): Promise<Passing> {
    if (filter === undefined && region === undefined) return { slots: this.vectors.live };
    const key = keyOf(JSON.stringify([region ?? null, filter ?? null]));
    const known = this.#kept.get(key);
    if (known !== undefined) {
      if (++known.uses >= PACKED_AFTER && known.packed === undefined) this.#pack(known);
      return known;
    }
    return entryOf(this.#begun, key, () => this.#evaluate(key, filter, region).finally(() => this.#begun.delete(key)));
  }

  /** Call after a slot's fields or vector changed or the slot became free. @param moved whether it has a new vector */
  update(slot: number, moved: boolean): void {
    const fields = this.vectors.fields[slot];
    for (const entry of this.#kept.values()) patch(entry, slot, fields, moved);
    for (const entry of this.#unfinished) patch(entry, slot, fields, moved);
  }

  /** Empties the cache: cheaper than `update` if much of the collection changes at once. */
  clear(): void {
    this.#kept.clear();
  }

  /** Drops packed rows of the least recently used conditions. */
  #pack(entry: Entry): void {
    const { addon, size, stride, bytes } = this.vectors;
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

  async #evaluate(key: string, filter: Filter | undefined, region: string | undefined): Promise<Entry> {
    const passes = compileQuery({ filter, region });
    const { fields, slotCount } = this.vectors;
    const entry: Entry = { passes, slots: new SlotSet(slotCount), uses: 0 };
    // What changes meanwhile is patched.
    this.#unfinished.add(entry);
    for (let slot = 0; slot < fields.length; slot++) {
      if (fields[slot] !== undefined && passes(fields[slot]!)) entry.slots.add(slot);
      if (slot % LOOK_EVERY === 0 && turnIsOver()) await nextTurn();
    }
    this.#unfinished.delete(entry);
    this.#kept.set(key, entry);
    return entry;
  }
}

function patch(entry: Entry, slot: number, fields: FilterFields | undefined, moved: boolean): void {
  const { passes, slots } = entry;
  const passed = slots.has(slot);
  const passesNow = fields !== undefined && passes(fields);
  if (passesNow) slots.add(slot);
  else slots.delete(slot);
  if (passed === passesNow && !(passed && moved)) return;
  delete entry.packed;
  entry.uses = 0;
}

const keyOf = (text: string): string =>
  text.length <= KEY_LIMIT ? text : createHash('sha256').update(text).digest('base64');

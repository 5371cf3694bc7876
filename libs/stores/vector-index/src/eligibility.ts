import { createHash } from 'node:crypto';
import { compileQuery, type Filter, type FilterFields } from '@stars/contracts';
import { entryOf, nextTurn, turnIsOver } from '@stars/platform';
import { LRUCache } from 'lru-cache';
import type { ResidentVectors } from './resident-vectors.js';
import { SlotSet } from './slot-set.js';

/** Conditions that are kept (the least recently used is dropped first). */
const CACHE_LIMIT = 64;
/** Longer conditions are known by their digest. */
const KEY_LIMIT = 8192;
/** Items between two looks at the clock. */
const LOOK_EVERY = 16;

interface Entry {
  passes: (fields: FilterFields) => boolean;
  slots: SlotSet;
}

/**
 * Which slots a (filter, region) lets through. Kept sets are patched as items change, so a stream of stock
 * updates costs one evaluation an item and kept condition, never a new pass over the collection.
 */
export class Eligibility {
  readonly #kept = new LRUCache<string, Entry>({ max: CACHE_LIMIT });
  /** Conditions that are evaluated at the moment. */
  readonly #begun = new Map<string, Promise<Entry>>();
  readonly #unfinished = new Set<Entry>();

  constructor(private readonly vectors: ResidentVectors) {}

  /** Owned by the cache: do not change it. Errors: those of `compileFilter`. */
  async of(filter: Filter | undefined, region: string | undefined): Promise<SlotSet> {
    if (filter === undefined && region === undefined) return this.vectors.live;
    const key = keyOf(JSON.stringify([region ?? null, filter ?? null]));
    const known =
      this.#kept.get(key) ??
      (await entryOf(this.#begun, key, () =>
        this.#evaluate(key, filter, region).finally(() => this.#begun.delete(key)),
      ));
    return known.slots;
  }

  /** Call after a slot's fields changed or the slot became free. */
  update(slot: number): void {
    const fields = this.vectors.fields[slot];
    for (const { passes, slots } of [...this.#kept.values(), ...this.#unfinished]) {
      if (fields !== undefined && passes(fields)) slots.add(slot);
      else slots.delete(slot);
    }
  }

  /** Empties the cache: cheaper than `update` if much of the collection changes at once. */
  clear(): void {
    this.#kept.clear();
  }

  async #evaluate(key: string, filter: Filter | undefined, region: string | undefined): Promise<Entry> {
    const passes = compileQuery({ filter, region });
    const { fields, slotCount } = this.vectors;
    const entry: Entry = { passes, slots: new SlotSet(slotCount) };
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

const keyOf = (text: string): string =>
  text.length <= KEY_LIMIT ? text : createHash('sha256').update(text).digest('base64');

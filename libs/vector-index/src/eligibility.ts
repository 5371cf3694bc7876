import { compileFilter, type Filter, type FilterFields, soldIn } from '@stars/contracts';
import type { ResidentVectors } from './resident-vectors.js';
import { SlotSet } from './slot-set.js';

/** Conditions kept; the one unused for longest goes first. */
const CACHE_LIMIT = 64;
/** Conditions longer than this as text are worked out each time: they seldom come twice. */
const KEY_LIMIT = 8192;

interface Entry {
  passes: (fields: FilterFields) => boolean;
  slots: SlotSet;
}

/**
 * Which slots a (filter, region) lets through. Kept sets are patched as items change, so a stream of stock
 * updates costs one evaluation an item and kept condition, never a new pass over the collection.
 */
export class Eligibility {
  readonly #vectors: ResidentVectors;
  readonly #kept = new Map<string, Entry>();

  constructor(vectors: ResidentVectors) {
    this.#vectors = vectors;
  }

  /** The eligible slots; owned by the cache, so not to be changed. Errors: those of `compileFilter`. */
  of(filter: Filter | undefined, region: string | undefined): SlotSet {
    if (filter === undefined && region === undefined) return this.#vectors.live;
    const key = JSON.stringify([region ?? null, filter ?? null]);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.slots;
    }
    const entry = this.#evaluate(filter, region);
    if (key.length <= KEY_LIMIT) {
      if (this.#kept.size >= CACHE_LIMIT) this.#kept.delete(this.#kept.keys().next().value as string);
      this.#kept.set(key, entry);
    }
    return entry.slots;
  }

  /** Call after a slot's fields changed or the slot became free. */
  update(slot: number): void {
    const fields = this.#vectors.fields[slot];
    for (const { passes, slots } of this.#kept.values()) {
      if (fields !== undefined && passes(fields)) slots.add(slot);
      else slots.delete(slot);
    }
  }

  /** Forgets what is kept: cheaper than `update` where much of the collection changes at once. */
  clear(): void {
    this.#kept.clear();
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
    return { passes, slots };
  }
}

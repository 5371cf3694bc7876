import { setImmediate } from 'node:timers/promises';
import type { ItemSums } from '@stars/contracts';
import type { LiveItemValues } from '@stars/features';
import { chunks, SharedRun } from '@stars/platform';
import { NEW_SIZES } from '@stars/ranking';
import type { ColdStartBook } from './cold-start-book.js';
import type { ItemPlaces } from './item-places.js';
import type { LiveSignalReaders } from './live-signal-readers.js';
import { MOST_LATER_ITEMS } from './places-beyond.js';

/** Items that are read from the catalogue at a time: to find the neighbours of some may take milliseconds each. */
const READ_AT_ONCE = 50;
/** How long an item may be missing in the catalogue until it is forgotten, ms: its next event brings it back. */
const PATIENCE_MS = 600_000;
/** How long a catalogue that failed is left alone, ms. */
const RETRY_MS = 5000;

/** An item that was met and has no place yet. */
interface Waiting {
  sums: ItemSums;
  since: number;
}

/** Gives places to items that the model has not learned: cold-start items that a request finds, and items that were met since the training. */
export class LaterItems {
  /** Live items whose cold-start items were admitted, or are being admitted. */
  readonly #admittedLive = new WeakSet<LiveItemValues>();
  readonly #met = new Map<string, Waiting>();
  readonly #admitting = new SharedRun(() => this.#admitMet());
  #retryAt = 0;

  /**
   * @param book Absent if the model knows nothing of the content of its items: then no item gets a place. @param put Takes what is known
   * of an item that was met, once it has a place. @param now ms
   */
  constructor(
    private readonly places: ItemPlaces,
    private readonly signals: LiveSignalReaders,
    private readonly book: Pick<ColdStartBook, 'has'> | undefined,
    private readonly put: (sums: ItemSums) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes what is known of an item that has no place. */
  meet(sums: ItemSums): void {
    const { itemId } = sums;
    const known = this.#met.get(itemId);
    const hasRoom = this.places.later.length + this.#met.size < MOST_LATER_ITEMS;
    if (this.book && (known || hasRoom)) this.#met.set(itemId, { sums, since: known?.since ?? this.now() });
  }

  /** The item has a place, and what is known of it is there. */
  settled(itemId: string): void {
    this.#met.delete(itemId);
  }

  /**
   * Admits the items that were met until now. Errors: those of the catalogue; it can be called again, and soon after does nothing.
   * @returns whether there were any that got a place
   */
  admitMet(): Promise<boolean> {
    return this.#admitting.ask();
  }

  async #admitMet(): Promise<boolean> {
    // Also of calls that waited while the catalogue failed.
    if (this.now() < this.#retryAt) return false;
    let any = false;
    for (const itemIds of chunks([...this.#met.keys()].sort(), READ_AT_ONCE)) {
      try {
        await this.admit(itemIds);
      } catch (error) {
        this.#retryAt = this.now() + RETRY_MS;
        throw error;
      }
      for (const itemId of itemIds) {
        const waiting = this.#met.get(itemId);
        if (!waiting) continue;
        const hasPlace = this.places.placeOf(itemId) !== undefined;
        if (hasPlace || this.now() - waiting.since > PATIENCE_MS) this.#met.delete(itemId);
        if (hasPlace) this.put(waiting.sums);
        any ||= hasPlace;
      }
      // Requests are answered in between.
      await setImmediate();
    }
    return any;
  }

  /** @returns those that have no place: the model knows nothing of them. Errors: those of the catalogue. */
  async admit(itemIds: readonly string[]): Promise<string[]> {
    // Their signals were not read before.
    if (await this.places.admit(itemIds)) this.signals.forget();
    return itemIds.filter((itemId) => this.places.placeOf(itemId) === undefined);
  }

  /**
   * Cold-start items with a live signal become candidates once their neighbours are known. This request does not wait for it:
   * later requests have them.
   */
  admitLive(live: LiveItemValues | undefined): void {
    const { book } = this;
    if (!live || !book || this.#admittedLive.has(live)) return;
    this.#admittedLive.add(live);
    const ids = live.others.filter((id) => book.has(id)).slice(0, NEW_SIZES.liveColdStartItems);
    // If the catalogue is away, a later request tries again.
    this.admit(ids).catch(() => this.#admittedLive.delete(live));
  }
}

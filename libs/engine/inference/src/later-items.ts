import type { ItemSums } from '@stars/contracts';
import type { LiveItemValues } from '@stars/features';
import { chunks } from '@stars/platform';
import { NEW_SIZES } from '@stars/ranking';
import type { ColdStartBook } from './cold-start-book.js';
import type { ItemPlaces } from './item-places.js';
import type { LiveSignalReaders } from './live-signal-readers.js';
import { MOST_LATER_ITEMS } from './places-beyond.js';

/** Items that are read from the catalogue at a time. */
const READ_AT_ONCE = 1000;

/** Gives places to items that the model has not learned: cold-start items that a request finds, and items that were met since the training. */
export class LaterItems {
  /** Live items whose cold-start items were admitted, or are being admitted. */
  readonly #admittedLive = new WeakSet<LiveItemValues>();
  /** Of items that were met and have no place yet: the catalogue may not have them yet. */
  readonly #met = new Map<string, ItemSums>();

  /** @param book Absent if the model knows nothing of the content of its items: then no item gets a place. */
  constructor(
    private readonly places: ItemPlaces,
    private readonly signals: LiveSignalReaders,
    private readonly book: Pick<ColdStartBook, 'has'> | undefined,
  ) {}

  /** Takes what is known of an item that has no place. */
  meet(sums: ItemSums): void {
    const hasRoom = this.#met.has(sums.itemId) || this.#met.size < MOST_LATER_ITEMS;
    if (this.book && hasRoom) this.#met.set(sums.itemId, sums);
  }

  /** Admits the items that were met. Errors: those of the catalogue; it can be called again. @param put Takes what is known of those that got a place */
  async admitMet(put: (sums: ItemSums) => void): Promise<void> {
    for (const itemIds of chunks([...this.#met.keys()].sort(), READ_AT_ONCE)) {
      await this.admit(itemIds);
      for (const itemId of itemIds) {
        const sums = this.#met.get(itemId);
        if (!sums || this.places.placeOf(itemId) === undefined) continue;
        this.#met.delete(itemId);
        put(sums);
      }
    }
  }

  async admit(itemIds: readonly string[]): Promise<void> {
    // Their signals were not read before.
    if (await this.places.admit(itemIds)) this.signals.forget();
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

import { type ContextReading, LiveItemSignalReader, type LiveItemValues } from '@stars/features';
import type { SignalLayout } from '@stars/ranking';
import type { ItemPlaces } from './item-places.js';
import { MOST_LATER_ITEMS, UNLEARNED } from './places-beyond.js';

/** Reads live signals of items by their places, from each reading of the context once. */
export class LiveSignalReaders {
  #readers = new WeakMap<ContextReading, LiveItemSignalReader>();

  constructor(
    private readonly signals: readonly SignalLayout[],
    private readonly learned: number,
    private readonly places: Pick<ItemPlaces, 'placeOf'>,
  ) {}

  /** Undefined if the second stage has no columns of signals. */
  read(context: ContextReading, region: string, time: number): LiveItemValues | undefined {
    if (this.signals.length === 0) return undefined;
    let reader = this.#readers.get(context);
    if (!reader) {
      const size = this.learned + MOST_LATER_ITEMS + UNLEARNED;
      reader = new LiveItemSignalReader(context, this.signals, size, (item) => this.places.placeOf(context.idOf(item)));
      this.#readers.set(context, reader);
    }
    return reader.at(region, time);
  }

  /** Items have got other places. */
  forget(): void {
    this.#readers = new WeakMap();
  }
}

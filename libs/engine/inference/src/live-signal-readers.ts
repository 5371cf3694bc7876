import { type ContextReading, LiveItemSignalReader, type LiveItemValues } from '@stars/features';
import { entryOf } from '@stars/platform';
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
    const size = this.learned + MOST_LATER_ITEMS + UNLEARNED;
    const placeOf = (item: number) => this.places.placeOf(context.idOf(item));
    const newReader = () => new LiveItemSignalReader(context, this.signals, size, placeOf);
    return entryOf(this.#readers, context, newReader).at(region, time);
  }

  /** Items have got other places. */
  forget(): void {
    this.#readers = new WeakMap();
  }
}

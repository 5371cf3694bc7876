import type { LiveItemSignals } from './context-timeline.js';
import { RegionStates } from './region-states.js';
import type { ContextReading } from './trusted-context.js';

/** The known item signals, by name, and their known values. */
export interface ItemSignalValues {
  name: string;
  values: number[];
}

/** The item signals of one region at one time. I items. */
export interface LiveItemValues {
  /** Whether any are live there. */
  known: boolean;
  /**
   * By name, [I]: 1 + place of the item's value; 0 if it is unknown or there is none. Of several of one name, the region's
   * own and the one that begins later counts.
   */
  values: Uint8Array[];
  /** Items with any live signal. */
  items: Int32Array;
  /** Ids with a live signal that are not among the items. */
  others: readonly string[];
}

/** Looks up which items have a live signal at a place and time; cached for each region until a signal changes or is added. */
export class LiveItemSignalReader {
  readonly #states = new RegionStates<LiveItemValues>();
  /** Shared by all regions without signals: a shop may have them in a few of its regions only. */
  readonly #none: LiveItemValues;

  /** @param itemOf Index of an item in [0, items) by its number in the timeline, or undefined if it is not one of them. */
  constructor(
    private readonly timeline: ContextReading,
    private readonly signals: readonly ItemSignalValues[],
    private readonly items: number,
    private readonly itemOf: (number: number) => number | undefined,
  ) {
    this.#none = this.#read([]);
  }

  /** For items that stay the same, by index: faster than by id where a year of promotions is replayed. */
  static ofCatalogue(
    timeline: ContextReading,
    signals: readonly ItemSignalValues[],
    catalogue: readonly string[],
  ): LiveItemSignalReader {
    const indexOf: number[] = [];
    catalogue.forEach((id, index) => {
      const number = timeline.numberOf(id);
      if (number !== undefined) indexOf[number] = index;
    });
    return new LiveItemSignalReader(timeline, signals, catalogue.length, (number) => indexOf[number]);
  }

  /** The signals that are live in the region at `time` (ms UTC). */
  at(region: string, time: number): LiveItemValues {
    return this.#states.at(this.timeline, region, time, (signals) =>
      signals.length > 0 ? this.#read(signals) : this.#none,
    );
  }

  #read(signals: LiveItemSignals['signals']): LiveItemValues {
    const { timeline, itemOf } = this;
    const values = this.signals.map(() => new Uint8Array(this.items));
    const touched = new Set<number>();
    for (const { name, value, ids } of signals) {
      const s = this.signals.findIndex((signal) => signal.name === name);
      const ofSignal = values[s];
      const place = ofSignal ? this.signals[s]!.values.indexOf(value) + 1 : 0;
      for (const id of ids) {
        const item = itemOf(id);
        if (item === undefined) continue;
        touched.add(item);
        if (ofSignal && ofSignal[item] === 0) ofSignal[item] = place;
      }
    }
    let others: string[] | undefined;
    return {
      known: signals.length > 0,
      values,
      items: Int32Array.from(touched),
      get others() {
        others ??= othersOf(signals, itemOf).map((number) => timeline.idOf(number));
        return others;
      },
    };
  }
}

/** Numbers of items of signals that are none of the reader's, each once. */
function othersOf(signals: LiveItemSignals['signals'], itemOf: (number: number) => number | undefined): number[] {
  const others = new Set<number>();
  for (const { ids } of signals) for (const id of ids) if (itemOf(id) === undefined) others.add(id);
  return [...others];
}

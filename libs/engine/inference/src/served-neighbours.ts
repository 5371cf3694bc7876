import type { ModelManifest } from '@stars/contracts';
import { LocalClock } from '@stars/features';
import {
  type EventKinds,
  isTargetEvent,
  type NeighbourTables,
  neighbourMorning,
  overwriteTables,
  type SessionEvent,
  type UserEvent,
} from '@stars/ranking';

/** The part of a model that its neighbours depend on. */
export interface NeighbourModel {
  readonly learnedItems: readonly string[];
  readonly timeZone: string;
  readonly kinds: EventKinds | undefined;
  readonly manifest: Pick<ModelManifest, 'dataUntil'>;
  readonly joint: { statistics: NeighbourTables } | undefined;
}

/** How neighbours are found for a model. It can be sent to another thread. */
export interface NeighbourReading {
  /** Learned items, and those that were met since: the tables get a row for each, in this order. */
  items: readonly string[];
  /** IANA name. */
  timeZone: string;
  /** What counts as a purchase, and which other events count. */
  kinds: Pick<EventKinds, 'target' | 'weights'> | undefined;
}

/** The tables of neighbours of a loaded model. They are those of its folder until others replace them. */
export class ServedNeighbours {
  readonly #reading: NeighbourReading;
  readonly #clock: LocalClock;
  #morning: number;

  private constructor(
    { learnedItems, timeZone, kinds, manifest }: NeighbourModel,
    private readonly tables: NeighbourTables,
    private readonly later: () => readonly string[],
  ) {
    this.#reading = {
      items: learnedItems,
      timeZone,
      kinds: kinds && { target: kinds.target, weights: kinds.weights },
    };
    this.#clock = new LocalClock(timeZone);
    const until = manifest.dataUntil?.getTime() ?? 0;
    this.#morning = neighbourMorning(this.#clock.day(until - 1) + 1);
  }

  /** Undefined if the model has no second stage. @param later Items that were met since the training, in the order of their places. */
  static of(model: NeighbourModel, later: () => readonly string[]): ServedNeighbours | undefined {
    const statistics = model.joint?.statistics;
    return statistics && new ServedNeighbours(model, statistics, later);
  }

  /** How they are found now. */
  get reading(): NeighbourReading {
    return { ...this.#reading, items: [...this.#reading.items, ...this.later()] };
  }

  /** The local day as of whose morning they are. */
  get morning(): number {
    return this.#morning;
  }

  /** The morning as of which they should be at a time, ms. */
  morningAt(time: number): number {
    return neighbourMorning(this.#clock.day(time));
  }

  /** The ranker keeps references to the tables, so they change in place, all at once. */
  replace(found: NeighbourTables, morning: number): void {
    overwriteTables(this.tables, found);
    this.#morning = morning;
  }
}

/** Reads histories as neighbours are found from them: events of items with a row before a morning that count. */
export class NeighbourReader {
  readonly #clock: LocalClock;
  readonly #place: ReadonlyMap<string, number>;

  constructor(
    private readonly reading: NeighbourReading,
    private readonly morning: number,
  ) {
    this.#clock = new LocalClock(reading.timeZone);
    this.#place = new Map(reading.items.map((id, place) => [id, place]));
  }

  /** @param history Oldest first. */
  read(history: readonly UserEvent[]): { purchases: SessionEvent[]; met: SessionEvent[] } {
    const { kinds } = this.reading;
    const [purchases, met]: SessionEvent[][] = [[], []];
    for (const { itemId, time, type } of history) {
      const item = this.#place.get(itemId);
      const day = this.#clock.day(time);
      if (day >= this.morning) break;
      if (item === undefined) continue;
      const event = { item, day, hour: this.#clock.hour(time), region: 0 };
      const target = isTargetEvent(kinds, type);
      if (target) purchases!.push(event);
      if (target || kinds?.weights.has(type)) met!.push(event);
    }
    return { purchases: purchases!, met: met! };
  }
}

import { type ContextSignal, type EncodedContext, type EncodedIds, IdSet, idBits } from '@stars/contracts';
import { ItemNumbers } from './item-numbers.js';
import { NumberPacker, type ShareBytes } from './packed-numbers.js';
import {
  type ActiveState,
  beginningUpTo,
  collectLive,
  type ItemSet,
  type Period,
  type Place,
  type SignalPeriod,
  type SignalValue,
  visibleFrom,
} from './place-periods.js';
import { SortedNumbers } from './sorted-numbers.js';

/** Most regions whose state is kept: a request may name any. */
const KEPT_REGIONS = 10_000;

/** Promoted items that take as much memory as a signal. */
const ITEMS_A_SIGNAL = 100;
const NO_ITEMS: readonly ItemSet[] = [];
/** Share of a place's signals that is forgotten at a time. */
const FORGOTTEN = 0.1;

/** Item signals of one place and time, each with the timeline's numbers of its items. */
export interface LiveItemSignals {
  until: number;
  signals: readonly ItemSet[];
}

/**
 * The signals of the context topic, for queries at any place and time: some 260 bytes a signal, and two bytes an item.
 * A signal without an end holds until a later one of the same name begins in the same region. If two signals of a region
 * have one name, the one that begins later counts, and a region's own overrides a global one.
 */
export class ContextTimeline {
  readonly #items = new ItemNumbers();
  readonly #places = new Map<string, Place>();
  readonly #active = new Map<string, ActiveState>();
  /** Of the signals that are held, and of some that are forgotten. */
  #seen = new IdSet();
  readonly #names = new Map<string, string>();
  readonly #sorted = new SortedNumbers();
  readonly #packer: NumberPacker;
  #revision = 0;
  #size = 0;

  /**
   * @param most Signals that are held; a hundred promoted items count as one. With more, a place that gets another one forgets the
   * oldest that have ended: of later moments, it answers the same. @param share See `NumberPacker`.
   */
  constructor(
    private readonly most = Number.POSITIVE_INFINITY,
    share?: ShareBytes,
  ) {
    this.#packer = new NumberPacker(share);
  }

  /** Changes with every added signal. */
  get revision(): number {
    return this.#revision;
  }

  /** A second signal of the same event id changes nothing. */
  add(signal: ContextSignal | EncodedContext): void {
    const [idHigh, idLow] = idBits(signal.eventId);
    if (!this.#seen.addBits(idHigh, idLow)) return;
    this.#revision++;
    const from = signal.validFrom?.getTime() ?? Number.NEGATIVE_INFINITY;
    const until = signal.validUntil?.getTime() ?? Number.POSITIVE_INFINITY;
    const items = signal.itemSignals.reduce((sum, { itemIds }) => sum + countOf(itemIds), 0);
    const period: Period = {
      ...{ from, until, idHigh: idHigh | 0, idLow: idLow | 0 },
      signals: (signal.signals ?? {}) as Record<string, SignalValue>,
      items: NO_ITEMS,
      size: 1 + Math.floor(items / ITEMS_A_SIGNAL),
    };
    if (items > 0) period.items = this.#itemSets(signal.itemSignals, period);
    const place = this.#places.get(signal.region) ?? { periods: [], open: false, kept: 0 };
    this.#places.set(signal.region, place);
    place.periods.splice(beginningUpTo(place.periods, period.from), 0, period);
    place.open ||= period.until === Number.POSITIVE_INFINITY;
    this.#size += period.size;
    // Where all still hold, it looks again only once there are more.
    const hasGrown = place.periods.length > (1 + FORGOTTEN / 2) * place.kept;
    if (this.#size > this.most && hasGrown) this.#forgetOldest(place);
    if (signal.region === '') this.#active.clear();
    else this.#active.delete(signal.region);
  }

  /** Calls `visit` for every signal of the item that is live in the region at `time` (ms). */
  itemSignals(
    region: string,
    time: number,
    itemId: string,
    visit: (name: string, value: number, period: SignalPeriod) => void,
  ): void {
    const id = this.#items.numberOf(itemId);
    if (id === undefined) return;
    for (const { ids, name, value, period } of this.#at(region, time).items) {
      if (ids.has(id)) visit(name, value, period);
    }
  }

  /**
   * The item signals that are live in the region at `time` (ms), and the time until which they are: the region's own before
   * global ones, each with the latest beginning first.
   */
  liveItemSignals(region: string, time: number): LiveItemSignals {
    const { items, until } = this.#at(region, time);
    return { until, signals: items };
  }

  /** The id of an item, by its number in `liveItemSignals`. A number stays the same. */
  idOf(number: number): string {
    return this.#items.idOf(number);
  }

  /** Number of an item in `liveItemSignals`; undefined if no signal names it. */
  numberOf(itemId: string): number | undefined {
    return this.#items.numberOf(itemId);
  }

  /** Calls `visit` once for every name of a signal that is live in the region at `time` (ms). */
  regionSignals(
    region: string,
    time: number,
    visit: (name: string, value: SignalValue, period: SignalPeriod) => void,
  ): void {
    for (const [name, { value, period }] of this.#at(region, time).signals) visit(name, value, period);
  }

  /** Every item signal's name with its values, sorted, of signals that began before `before` (ms). */
  itemSignalValues(before: number): { name: string; values: number[] }[] {
    const values = new Map<string, Set<number>>();
    for (const { items } of this.#begunBefore(before)) {
      for (const { name, value } of items) values.set(name, (values.get(name) ?? new Set()).add(value));
    }
    return [...values]
      .map(([name, set]) => ({ name, values: [...set].sort((a, b) => a - b) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Every region signal's name with all its values, of signals that began before `before` (ms). */
  regionSignalValues(before: number): Map<string, SignalValue[]> {
    const values = new Map<string, SignalValue[]>();
    for (const { signals } of this.#begunBefore(before)) {
      for (const [name, value] of Object.entries(signals)) {
        const known = values.get(name) ?? [];
        known.push(value);
        values.set(name, known);
      }
    }
    return values;
  }

  /** Forgets what no query after the first so many beginnings can see. */
  #forgetOldest(place: Place): void {
    const time = place.periods[Math.floor(place.periods.length * FORGOTTEN)]!.from;
    const sizeOf = (): number => place.periods.reduce((sum, { size }) => sum + size, 0);
    this.#size -= sizeOf();
    place.periods = visibleFrom(place, time);
    this.#size += sizeOf();
    place.kept = place.periods.length;
    if (this.#seen.size < 2 * this.most) return;
    this.#seen = new IdSet();
    for (const { idHigh, idLow } of this.#begunBefore(Number.POSITIVE_INFINITY)) {
      this.#seen.addBits(idHigh >>> 0, idLow >>> 0);
    }
  }

  #itemSets(signals: (ContextSignal | EncodedContext)['itemSignals'], period: SignalPeriod): ItemSet[] {
    return signals.map(({ name, value, itemIds }) => {
      const ids = this.#packer.pack(this.#sorted.of(this.#items.takeAll(itemIds)));
      return { name: this.#nameOf(name), value, period, ids };
    });
  }

  /** One string for all signals of a name: each message brings its own copy. */
  #nameOf(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }

  *#begunBefore(before: number): Generator<Period> {
    for (const { periods } of this.#places.values()) {
      for (const period of periods) if (period.from < before) yield period;
    }
  }

  #at(region: string, time: number): ActiveState {
    const known = this.#active.get(region);
    if (known && time >= known.from && time < known.until) return known;
    const state: ActiveState = {
      from: Number.NEGATIVE_INFINITY,
      until: Number.POSITIVE_INFINITY,
      signals: new Map(),
      items: [],
    };
    if (region !== '') collectLive(this.#places.get(region), time, state);
    collectLive(this.#places.get(''), time, state);
    if (this.#active.size >= KEPT_REGIONS) this.#active.clear();
    this.#active.set(region, state);
    return state;
  }
}

const countOf = (ids: readonly string[] | EncodedIds): number => ('ranges' in ids ? ids.ranges.length / 2 : ids.length);

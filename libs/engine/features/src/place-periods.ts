import { countFirst } from './lower-bound.js';
import type { PackedNumbers } from './packed-numbers.js';

export type SignalValue = number | string | boolean;

/** When a signal holds, ms. */
export interface SignalPeriod {
  /** Minus infinity if it has always held. */
  from: number;
  /** Exclusive; infinite if the signal holds until a later one of the same name. */
  until: number;
}

/** A signal of single items. */
export interface ItemSet {
  name: string;
  value: number;
  period: SignalPeriod;
  /** Numbers of the items. */
  ids: PackedNumbers;
}

/** All signals of one message for a place. */
export interface Period extends SignalPeriod {
  signals: Record<string, SignalValue>;
  items: readonly ItemSet[];
  /** `idBits` of its event id, as whole numbers of 32 bits. */
  idHigh: number;
  idLow: number;
  /** Signals that take as much memory. */
  size: number;
}

/** The periods of one region in the order of their beginnings; equal ones in order of arrival. */
export interface Place {
  periods: Period[];
  /** Whether any of them is open-ended. */
  open: boolean;
  /** Periods that were left when some were forgotten. */
  kept: number;
}

/** The signals that hold at one place and time; constant between `from` and `until`. */
export interface ActiveState {
  from: number;
  until: number;
  signals: Map<string, { value: SignalValue; period: SignalPeriod }>;
  items: ItemSet[];
}

/** Adds the signals that are live at `time` to the state, latest beginning first: a name that is already there stays. */
export function collectLive(place: Place | undefined, time: number, state: ActiveState): void {
  if (!place) return;
  const { periods, open } = place;
  const begun = beginningUpTo(periods, time);
  if (begun < periods.length) state.until = Math.min(state.until, periods[begun]!.from);
  const own: ActiveState['signals'] = new Map();
  const later = new LaterNames();
  for (let i = begun - 1; i >= 0; i--) {
    const period = periods[i]!;
    const { from, until, signals, items } = period;
    state.from = Math.max(state.from, until <= time ? until : from);
    if (open) later.reach(from);
    if (until > time) {
      state.until = Math.min(state.until, until);
      const endless = until === Number.POSITIVE_INFINITY;
      for (const name in signals) {
        if (own.has(name) || (endless && later.hasSignal(name))) continue;
        own.set(name, { value: signals[name]!, period });
      }
      for (const item of items) if (!(endless && later.hasItem(item.name))) state.items.push(item);
    }
    if (open) later.note(signals, items);
  }
  for (const [name, signal] of own) if (!state.signals.has(name)) state.signals.set(name, signal);
}

/** The periods that a query at `time` or later can see, without names that a later period hides for good. */
export function visibleFrom({ periods }: Pick<Place, 'periods'>, time: number): Period[] {
  const begun = beginningUpTo(periods, time);
  const visible = periods.slice(begun).reverse();
  const later = new LaterNames();
  for (let i = begun - 1; i >= 0; i--) {
    const period = periods[i]!;
    later.reach(period.from);
    if (period.until === Number.POSITIVE_INFINITY) {
      const signals = Object.entries(period.signals).filter(([name]) => !later.hasSignal(name));
      const items = period.items.filter(({ name }) => !later.hasItem(name));
      if (signals.length + items.length > 0) visible.push({ ...period, signals: Object.fromEntries(signals), items });
    } else if (period.until > time) visible.push(period);
    later.note(period.signals, period.items);
  }
  return visible.reverse();
}

/** Names of signals that begin later than the current period; periods come latest first. */
class LaterNames {
  #from = Number.NaN;
  readonly #signals = new Set<string>();
  readonly #items = new Set<string>();
  #equal: Pick<Period, 'signals' | 'items'>[] = [];

  reach(from: number): void {
    if (from === this.#from) return;
    this.#from = from;
    for (const { signals, items } of this.#equal) {
      for (const name in signals) this.#signals.add(name);
      for (const { name } of items) this.#items.add(name);
    }
    this.#equal = [];
  }

  note(signals: Period['signals'], items: Period['items']): void {
    this.#equal.push({ signals, items });
  }

  hasSignal(name: string): boolean {
    return this.#signals.has(name);
  }

  hasItem(name: string): boolean {
    return this.#items.has(name);
  }
}

/** Number of periods, sorted by beginning, that begin at or before `time`. */
export const beginningUpTo = (periods: readonly Period[], time: number): number =>
  countFirst(periods, ({ from }) => from <= time);

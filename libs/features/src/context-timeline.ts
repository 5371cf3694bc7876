import type { ContextSignal } from '@stars/contracts';

type SignalValue = number | string | boolean;

interface Period {
  from: number;
  until: number;
  signals: Record<string, SignalValue>;
  items: { name: string; value: number; ids: Uint32Array }[];
}

/** What holds at one place and time; constant between `from` and `until`. */
interface ActiveState {
  from: number;
  until: number;
  periods: Period[];
}

/** Everything the context topic said, queryable at any place and time: four bytes an item and signal. */
export class ContextTimeline {
  private readonly items = new Map<string, number>();
  private readonly periods = new Map<string, Period[]>();
  private readonly active = new Map<string, ActiveState>();
  private readonly seen = new Set<string>();

  /** A second signal of the same event id changes nothing. */
  add(signal: ContextSignal): void {
    if (this.seen.has(signal.eventId)) return;
    this.seen.add(signal.eventId);
    const period: Period = {
      from: signal.validFrom?.getTime() ?? Number.NEGATIVE_INFINITY,
      until: signal.validUntil?.getTime() ?? Number.POSITIVE_INFINITY,
      signals: (signal.signals ?? {}) as Record<string, SignalValue>,
      items: signal.itemSignals.map(({ name, value, itemIds }) => ({
        name,
        value,
        ids: Uint32Array.from(itemIds, (id) => this.intern(id)).sort(),
      })),
    };
    const list = this.periods.get(signal.region) ?? [];
    list.push(period);
    this.periods.set(signal.region, list);
    if (signal.region === '') this.active.clear();
    else this.active.delete(signal.region);
  }

  /** Calls `visit` for every signal of the item that is live in the region at `time` (ms). */
  itemSignals(region: string, time: number, itemId: string, visit: (name: string, value: number) => void): void {
    const id = this.items.get(itemId);
    if (id === undefined) return;
    for (const period of this.at(region, time).periods) {
      for (const signal of period.items) if (contains(signal.ids, id)) visit(signal.name, signal.value);
    }
  }

  /** Calls `visit` for every signal of the region, or of everywhere, that is live at `time` (ms). */
  regionSignals(region: string, time: number, visit: (name: string, value: SignalValue) => void): void {
    for (const period of this.at(region, time).periods) {
      for (const name in period.signals) visit(name, period.signals[name]!);
    }
  }

  /** Every item signal's name with the values it ever took, sorted. */
  itemSignalValues(): { name: string; values: number[] }[] {
    const values = new Map<string, Set<number>>();
    for (const list of this.periods.values()) {
      for (const period of list) {
        for (const { name, value } of period.items) values.set(name, (values.get(name) ?? new Set()).add(value));
      }
    }
    return [...values]
      .map(([name, set]) => ({ name, values: [...set].sort((a, b) => a - b) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Every region signal's name with all values seen. */
  regionSignalValues(): Map<string, SignalValue[]> {
    const values = new Map<string, SignalValue[]>();
    for (const list of this.periods.values()) {
      for (const period of list) {
        for (const [name, value] of Object.entries(period.signals)) {
          const known = values.get(name) ?? [];
          known.push(value);
          values.set(name, known);
        }
      }
    }
    return values;
  }

  private intern(id: string): number {
    let at = this.items.get(id);
    if (at === undefined) {
      at = this.items.size;
      this.items.set(id, at);
    }
    return at;
  }

  private at(region: string, time: number): ActiveState {
    const known = this.active.get(region);
    if (known && time >= known.from && time < known.until) return known;
    const state: ActiveState = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, periods: [] };
    const lists = region === '' ? [this.periods.get('')] : [this.periods.get(region), this.periods.get('')];
    for (const list of lists) {
      for (const period of list ?? []) {
        if (period.from <= time && time < period.until) state.periods.push(period);
        for (const edge of [period.from, period.until]) {
          if (edge <= time) state.from = Math.max(state.from, edge);
          else state.until = Math.min(state.until, edge);
        }
      }
    }
    this.active.set(region, state);
    return state;
  }
}

function contains(sorted: Uint32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length && sorted[low] === wanted;
}

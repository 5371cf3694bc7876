import type { ContextReading, LiveItemSignals } from '@stars/features';

/** What the signals of single items add to their scores, by name. A weight is 0 or more: a promotion never hides an item. */
export interface ItemSignalWeight {
  name: string;
  /** Of each value that was learned; any other adds nothing. */
  values: { value: number; weight: number }[];
}

/** What one item's live signals add, by their names. */
export type BonusParts = readonly (readonly [name: string, added: number])[];

/** Items whose live signals add something, by id; the same object while nothing changes. */
export type LiveBonuses = ReadonlyMap<string, { total: number; parts: BonusParts }>;

const NONE: LiveBonuses = new Map();
/** Most regions that are kept: a request may name any. */
const KEPT_REGIONS = 1024;

interface RegionState {
  from: number;
  until: number;
  /** Of the context when it was read. */
  revision: number;
  bonuses: LiveBonuses;
}

/** Looks up which items have a bonus in a region at a time. The answer is kept while nothing changes there. */
export class LiveItemBonuses {
  readonly #weights: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly #states = new Map<string, RegionState>();

  constructor(weights: readonly ItemSignalWeight[]) {
    this.#weights = new Map(
      weights.map(({ name, values }) => [name, new Map(values.map(({ value, weight }) => [value, weight]))]),
    );
  }

  /** @param time ms. An unknown signal adds nothing; of several with one name, the region's own comes first, then the one that began later. */
  at(context: ContextReading, region: string, time: number): LiveBonuses {
    if (this.#weights.size === 0) return NONE;
    const { revision } = context;
    const known = this.#states.get(region);
    if (known?.revision === revision && time >= known.from && time < known.until) return known.bonuses;
    const { until, signals } = context.liveItemSignals(region, time);
    const state = { from: time, until, revision, bonuses: this.#read(context, signals) };
    this.#states.delete(region);
    this.#states.set(region, state);
    if (this.#states.size > KEPT_REGIONS) this.#states.delete(this.#states.keys().next().value!);
    return state.bonuses;
  }

  #read(context: ContextReading, signals: LiveItemSignals['signals']): LiveBonuses {
    const byItem = new Map<number, Map<string, number>>();
    for (const { name, value, ids } of signals) {
      const weights = this.#weights.get(name);
      if (!weights) continue;
      const added = weights.get(value) ?? 0;
      for (const item of ids) {
        const parts = byItem.get(item) ?? new Map<string, number>();
        if (!parts.has(name)) parts.set(name, added);
        byItem.set(item, parts);
      }
    }
    const bonuses = new Map<string, { total: number; parts: BonusParts }>();
    for (const [item, parts] of byItem) {
      const total = [...parts.values()].reduce((sum, added) => sum + added, 0);
      if (total > 0) bonuses.set(context.idOf(item), { total, parts: [...parts].filter(([, added]) => added > 0) });
    }
    return bonuses;
  }
}

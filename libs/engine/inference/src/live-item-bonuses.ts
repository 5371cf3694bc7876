import { type ContextReading, type LiveItemSignals, RegionStates } from '@stars/features';

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

/** Looks up which items have a bonus in a region at a time. The answer is kept while nothing changes there. */
export class LiveItemBonuses {
  readonly #weights: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly #states = new RegionStates<LiveBonuses>();
  readonly #none = new Bonus([]);

  constructor(weights: readonly ItemSignalWeight[]) {
    this.#weights = new Map(
      weights.map(({ name, values }) => [name, new Map(values.map(({ value, weight }) => [value, weight]))]),
    );
  }

  /** @param time ms. An unknown signal adds nothing; of several with one name, the region's own comes first, then the one that began later. */
  at(context: ContextReading, region: string, time: number): LiveBonuses {
    if (this.#weights.size === 0) return NONE;
    return this.#states.at(context, region, time, (signals) => this.#read(context, signals));
  }

  #read(context: ContextReading, signals: LiveItemSignals['signals']): LiveBonuses {
    const byItem = new Map<number, Bonus>();
    for (const { name, value, ids } of signals) {
      const weights = this.#weights.get(name);
      if (!weights) continue;
      const added = weights.get(value) ?? 0;
      for (const item of ids) byItem.set(item, (byItem.get(item) ?? this.#none).with(name, added));
    }
    const bonuses = new Map<string, Bonus>();
    for (const [item, bonus] of byItem) if (bonus.total > 0) bonuses.set(context.idOf(item), bonus);
    return bonuses;
  }
}

/** What some signals add together. Items with the same signals share it: they are many, and there are few combinations. */
class Bonus {
  readonly total: number;
  readonly parts: BonusParts;
  readonly #more = new Map<string, Map<number, Bonus>>();

  constructor(private readonly signals: BonusParts) {
    this.total = signals.reduce((sum, [, added]) => sum + added, 0);
    this.parts = signals.filter(([, added]) => added > 0);
  }

  /** With another signal; the same bonus if it has one of that name. */
  with(name: string, added: number): Bonus {
    if (this.signals.some(([known]) => known === name)) return this;
    const more = this.#more.get(name) ?? new Map<number, Bonus>();
    this.#more.set(name, more);
    const bonus = more.get(added) ?? new Bonus([...this.signals, [name, added]]);
    more.set(added, bonus);
    return bonus;
  }
}

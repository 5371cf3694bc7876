import { type InteractionType, standingEvents } from '@stars/contracts';
import type { StatisticsDefinition } from '@stars/inference';
import { entryOf } from '@stars/platform';
import type { HistoryEvent } from '@stars/profile-store';

/** A change of the statistics: a distinct user, local day and item comes or, taken back, goes. */
export interface Fact {
  itemId: string;
  day: number;
  /** That of the user's last purchase of the day. */
  region: string;
  /** Days since the user's last purchase of the item; 0: the first. */
  gap: number;
  takenBack: boolean;
  /** The type of an event that is no purchase; 0: a purchase. */
  evidence: InteractionType | 0;
}

/** What the statistics know of one user. Events come in any order. */
export class UserFacts {
  /** Days of each item, in ascending order. */
  readonly #days = new Map<string, number[]>();
  /** The same of each type of other events. */
  readonly #evidence = new Map<InteractionType, Map<string, Set<number>>>();
  /** The last purchase of each day. */
  readonly #last = new Map<number, { time: number; region: string }>();

  constructor(private readonly definition: StatisticsDefinition) {}

  /** What the event changes. */
  add({ itemId, type, time, region }: HistoryEvent): Fact[] {
    const day = this.definition.day(time);
    if (!this.definition.isPurchase(type)) return this.#addEvidence(type, itemId, day);
    const facts: Fact[] = [];
    const last = this.#last.get(day);
    if (last === undefined || time >= last.time) {
      if (last !== undefined && last.region !== region) this.#move(day, region, facts);
      this.#last.set(day, { time, region });
    }
    const days = entryOf(this.#days, itemId, () => []);
    let at = days.length;
    while (at > 0 && days[at - 1]! > day) at--;
    if (days[at - 1] === day) return facts;
    const next = days[at];
    if (next !== undefined) facts.push(this.#fact(itemId, days, at, true));
    days.splice(at, 0, day);
    facts.push(this.#fact(itemId, days, at, false));
    if (next !== undefined) facts.push(this.#fact(itemId, days, at + 1, false));
    return facts;
  }

  /** Everything that counts. */
  all(): Fact[] {
    const facts = [...this.#days].flatMap(([itemId, days]) => days.map((_, at) => this.#fact(itemId, days, at, false)));
    for (const [type, items] of this.#evidence) {
      for (const [itemId, days] of items) for (const day of days) facts.push(evidenceFact(type, itemId, day));
    }
    return facts;
  }

  #addEvidence(type: InteractionType, itemId: string, day: number): Fact[] {
    const days = entryOf(
      entryOf(this.#evidence, type, () => new Map<string, Set<number>>()),
      itemId,
      () => new Set<number>(),
    );
    if (days.has(day)) return [];
    days.add(day);
    return [evidenceFact(type, itemId, day)];
  }

  /** The purchases of a day move to another region. */
  #move(day: number, region: string, facts: Fact[]): void {
    for (const [itemId, days] of this.#days) {
      const at = days.indexOf(day);
      if (at < 0) continue;
      const before = this.#fact(itemId, days, at, true);
      facts.push(before, { ...before, region, takenBack: false });
    }
  }

  #fact(itemId: string, days: readonly number[], at: number, takenBack: boolean): Fact {
    const day = days[at]!;
    const { region } = this.#last.get(day)!;
    return { itemId, day, region, gap: at > 0 ? day - days[at - 1]! : 0, takenBack, evidence: 0 };
  }
}

const evidenceFact = (evidence: InteractionType, itemId: string, day: number): Fact => ({
  ...{ itemId, day, region: '', gap: 0 },
  ...{ takenBack: false, evidence },
});

/** What is known of a user with this history. */
export function factsOfHistory(definition: StatisticsDefinition, history: readonly HistoryEvent[]): UserFacts {
  const facts = new UserFacts(definition);
  for (const event of history) facts.add(event);
  return facts;
}

/**
 * For users who took something back: what each event changes. An event may make another one count no more, or count again, so the facts of
 * what stands before and after it are compared.
 */
export function changesOfFacts(
  definition: StatisticsDefinition,
  history: readonly HistoryEvent[],
): (event: HistoryEvent) => Fact[] {
  let events = history;
  const standing = (): Map<string, Fact> => {
    const facts = factsOfHistory(definition, standingEvents(events)).all();
    return new Map(facts.map((fact) => [JSON.stringify(fact), fact]));
  };
  let before = standing();
  return (event) => {
    const after = events.findLastIndex(({ time }) => time <= event.time) + 1;
    events = events.toSpliced(after, 0, event);
    const facts = standing();
    const gone = [...before].filter(([key]) => !facts.has(key)).map(([, fact]) => ({ ...fact, takenBack: true }));
    const come = [...facts].filter(([key]) => !before.has(key)).map(([, fact]) => fact);
    before = facts;
    return [...gone, ...come];
  };
}

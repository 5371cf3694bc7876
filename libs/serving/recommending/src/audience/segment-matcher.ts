import {
  type CompiledFilter,
  compileFilter,
  type EventCondition,
  type Filter,
  type InteractionType,
  type Segment,
} from '@stars/contracts';
import type { FeatureValue } from '@stars/profile-store';
import type { StandingHistory } from './standing-history.js';

const DAY_MS = 86_400_000;
/** Items of a condition that are remembered: some 10 MB. */
const MOST_ITEMS = 100_000;

/** What of a user's events stands, oldest first. */
export type StandingEvents = Pick<StandingHistory, 'places' | 'itemAt' | 'typeAt' | 'timeAt'>;

/** A user whom a segment may hold. */
export interface SegmentUser {
  features: Readonly<Record<string, FeatureValue>>;
  events: StandingEvents;
}

/** Which of these items pass a filter. */
export type FilterItems = (itemIds: readonly string[], filter: Filter) => Promise<boolean[]>;

/** Finds the users of a segment as of a time, batch by batch. Remembers which items pass, so that each is looked up about once. */
export class SegmentMatcher {
  readonly #features: CompiledFilter;
  readonly #conditions: ConditionMatcher[];

  /** @param segment Checked; absent: all users. @param time ms since 1970 */
  constructor(segment: Segment | undefined, time: number, filterItems: FilterItems) {
    this.#features = segment?.features ? compileFilter(segment.features) : () => true;
    this.#conditions = (segment?.events ?? []).map((each) => new ConditionMatcher(each, time, filterItems));
  }

  /** Those for whom all conditions hold, in their order. Errors: those of the item catalogue. */
  async select<User extends SegmentUser>(users: readonly User[]): Promise<User[]> {
    let left = users.filter(({ features }) => this.#features(fieldsOf(features)));
    for (const condition of this.#conditions) left = await condition.select(left);
    return left;
  }
}

const fieldsOf = (attributes: SegmentUser['features']) => ({
  ...{ itemId: '', brand: '', category: [], regions: {} },
  attributes,
});

class ConditionMatcher {
  readonly #types: ReadonlySet<InteractionType>;
  readonly #from: number;
  readonly #passes = new Map<string, boolean>();

  constructor(
    private readonly condition: EventCondition,
    private readonly until: number,
    private readonly filterItems: FilterItems,
  ) {
    this.#types = new Set(condition.types);
    this.#from = condition.withinDays > 0 ? until - condition.withinDays * DAY_MS : Number.NEGATIVE_INFINITY;
  }

  async select<User extends SegmentUser>(users: readonly User[]): Promise<User[]> {
    const { items, never = false } = this.condition;
    if (items) await this.#learn(users, items);
    return users.filter(({ events }) => this.#didIt(events, items !== undefined) !== never);
  }

  #didIt(events: StandingEvents, asksItems: boolean): boolean {
    for (const itemId of this.#itemsOf(events)) if (!asksItems || this.#passes.get(itemId)) return true;
    return false;
  }

  /** Of the events of the condition's types and days. */
  *#itemsOf(events: StandingEvents): Generator<string> {
    for (let n = events.places.length - 1; n >= 0; n--) {
      const place = events.places[n]!;
      const time = events.timeAt(place);
      if (time < this.#from) return;
      if (time <= this.until && (this.#types.size === 0 || this.#types.has(events.typeAt(place))))
        yield events.itemAt(place);
    }
  }

  async #learn(users: readonly SegmentUser[], items: Filter): Promise<void> {
    if (this.#passes.size > MOST_ITEMS) this.#passes.clear();
    const unknown = new Set<string>();
    for (const { events } of users) {
      for (const itemId of this.#itemsOf(events)) if (!this.#passes.has(itemId)) unknown.add(itemId);
    }
    const ids = [...unknown];
    if (ids.length === 0) return;
    const passes = await this.filterItems(ids, items);
    for (const [n, itemId] of ids.entries()) this.#passes.set(itemId, passes[n]!);
  }
}

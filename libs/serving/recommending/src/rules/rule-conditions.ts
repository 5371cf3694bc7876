import type { RecommendRequest, Rule, RuleCondition, Segment } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import type { HistoryEvent } from '@stars/profile-store';
import { SegmentMatcher } from '../audience/segment-matcher.js';
import type { ItemCards } from '../item-cards.js';
import type { KnownUser } from '../user-source.js';

/** For whom and when a request is. */
export interface AskedMoment {
  request: RecommendRequest;
  user: KnownUser;
  /** ms since 1970. */
  time: number;
}

/** Says whether a rule acts on a request: its times and all its conditions hold. */
export class RuleConditions {
  readonly #localTime: (ms: number) => string;

  /** @param timeZone IANA name of the shop's */
  constructor(
    private readonly cards: ItemCards,
    private readonly catalog: Pick<ItemCatalog, 'filterIds'>,
    timeZone: string,
  ) {
    this.#localTime = newLocalTime(timeZone);
  }

  /** Those of the rules that act, in their order. Errors: those of the catalogue. */
  async select<R extends { rule: Rule }>(rules: readonly R[], asked: AskedMoment): Promise<R[]> {
    const local = this.#localTime(asked.time);
    const categories = rules.some(({ rule }) => rule.condition?.categories.length)
      ? await this.#categories(asked.request)
      : new Set<string>();
    const plain = rules.filter(
      ({ rule }) => isDue(rule, local) && (!rule.condition || holds(rule.condition, asked.request, categories)),
    );
    const held: R[] = [];
    for (const each of plain) {
      const users = each.rule.condition?.users;
      if (!users || (await this.#isIn(users, asked))) held.push(each);
    }
    return held;
  }

  /** Of the page and of the seeds, at all levels. */
  async #categories({ tenantId, pageCategory, seedItemIds }: RecommendRequest): Promise<Set<string>> {
    const cards = await this.cards.get(tenantId, seedItemIds);
    return new Set([...(pageCategory ? [pageCategory] : []), ...cards.flatMap((card) => card?.category ?? [])]);
  }

  async #isIn(segment: Segment, { request, user, time }: AskedMoment): Promise<boolean> {
    if (user.features === undefined || request.withoutProfile) return false;
    const matcher = new SegmentMatcher(segment, time, (ids, filter) =>
      this.catalog.filterIds(request.tenantId, ids, { filter }),
    );
    const selected = await matcher.select([{ features: user.features, events: eventsOf(user.history) }]);
    return selected.length > 0;
  }
}

/** Times of a zone to the minute, such as 2026-12-24T18:00. */
export function newLocalTime(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (ms) => format.format(ms).replace(' ', 'T');
}

/** Local times compare as texts. */
const isDue = ({ from, until }: Rule, local: string): boolean => from <= local && (until === '' || local < until);

function holds(
  { surfaces, regions, categories, tags, languages }: RuleCondition,
  { surface, region, ruleTags, language }: RecommendRequest,
  ofPage: ReadonlySet<string>,
): boolean {
  const isOf = (values: readonly string[], fits: (value: string) => boolean): boolean =>
    values.length === 0 || values.some(fits);
  const spoken = language.toLowerCase();
  return (
    isOf(surfaces, (value) => value === surface) &&
    isOf(regions, (value) => value === region) &&
    isOf(categories, (value) => ofPage.has(value)) &&
    isOf(tags, (value) => ruleTags.includes(value)) &&
    isOf(languages, (value) => spoken === value.toLowerCase() || spoken.startsWith(`${value.toLowerCase()}-`))
  );
}

const eventsOf = (history: readonly HistoryEvent[]) => ({
  places: [...history.keys()],
  itemAt: (place: number) => history[place]!.itemId,
  typeAt: (place: number) => history[place]!.type,
  timeAt: (place: number) => history[place]!.time,
});

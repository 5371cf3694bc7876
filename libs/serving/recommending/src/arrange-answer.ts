import { type Filter, RecommendMode, type RecommendRequest } from '@stars/contracts';
import { listed } from '@stars/platform';
import { DEGRADATION, isListMode, type RankedItem, shortfalls } from '@stars/ranking';
import { both, candidatesOf } from './eligibility.js';
import type { FallbackLists } from './fallback-lists.js';
import type { CandidateGatherer } from './gather-candidates.js';
import type { ArrangedList, ListArranger, RuledItem } from './list-arranger.js';
import { filterWithout, newRandom } from './list-rules.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import { type ScoredCandidates, scoreCandidates } from './score-candidates.js';
import type { UserRequest } from './user-request.js';

/** The items of an answer in their places. */
export interface ArrangedAnswer {
  items: RuledItem[];
  /** Items of lists that do not depend on the user. */
  impersonal: ReadonlySet<string>;
  /** Items that are popular in the request's own region. */
  regional: ReadonlySet<string>;
  /** How many of the last items exceed a category cap. */
  overCap: number;
}

/** Searches for items that may still take a place, before the fallback does. */
const MORE_ROUNDS = 2;

/** Unknown items that an answer names. */
const NAMED_UNKNOWN = 10;

/** Looks at the fallback, each of which fills at least one more category. */
const FALLBACK_ROUNDS = 10;

/** Arranges a ranking by the request's rules, and fills places that stay open. */
export class AnswerArranger {
  constructor(
    private readonly gatherer: CandidateGatherer,
    private readonly fallbackLists: FallbackLists,
    private readonly arranger: ListArranger,
    private readonly metrics: RecommendingMetrics,
  ) {}

  async arrange(asked: UserRequest, { ranked, impersonal, regional }: ScoredCandidates): Promise<ArrangedAnswer> {
    const list = new GrowingList(asked, this.arranger);
    await list.add(ranked);
    for (let round = 0; round < MORE_ROUNDS && (list.wantsOthers || list.lacksProducts); round++) {
      if (!(await list.add(await this.#rankOthers(asked, list)))) break;
    }
    const filled = await this.#fill(asked, list);
    const answer = {
      items: list.arrangement.items,
      impersonal: new Set([...impersonal, ...filled.impersonal]),
      regional: new Set([...regional, ...filled.regional]),
      overCap: list.arrangement.overCap,
    };
    await this.#reportUnknown(asked, list);
    return answer;
  }

  async #reportUnknown({ request, degradations }: UserRequest, list: GrowingList): Promise<void> {
    const ranked = new Set(list.ids());
    const rest = [...request.candidateItemIds, ...request.seedItemIds].filter((itemId) => !ranked.has(itemId));
    if (rest.length === 0) return;
    const unknown = await this.fallbackLists.findUnknown(request.tenantId, rest, degradations);
    if (unknown.length > 0)
      degradations.add(DEGRADATION.unknownItems, `not in the catalogue: ${listed(unknown, NAMED_UNKNOWN)}`);
  }

  /** What the user's candidates have in categories that are not full, without items whose variants are in the list. */
  async #rankOthers(asked: UserRequest, list: GrowingList): Promise<RankedItem[]> {
    const filter = filterWithout(asked.request.filter, list.arrangement.fullValues);
    const excludeItemIds = list.lacksProducts
      ? [...asked.request.excludeItemIds, ...list.ids()]
      : asked.request.excludeItemIds;
    return this.#rank({ ...asked, request: { ...asked.request, filter, excludeItemIds } });
  }

  /**
   * Adds popular or newest items. If caps leave places open, they come from categories that are not full; and of each share that has too few,
   * more items of it.
   */
  async #fill(asked: UserRequest, list: GrowingList): Promise<Pick<ArrangedAnswer, 'impersonal' | 'regional'>> {
    const { request, model, held, degradations } = asked;
    const { k: shown } = request;
    const [impersonal, regional] = [new Set<string>(), new Set<string>()];
    const fallback = async (filter: RecommendRequest['filter']): Promise<void> => {
      if (request.mode === RecommendMode.RECOMMEND_MODE_BUY_AGAIN || isListMode(request.mode)) return;
      const exclude = new Set([...request.excludeItemIds, ...list.ids()]);
      const question = { model, exclude, count: shown };
      const found = await this.fallbackLists.find({ ...request, filter }, question, degradations);
      for (const itemId of found.regional) regional.add(itemId);
      const { size } = list;
      await list.add(found.items);
      for (const itemId of list.ids().slice(size)) impersonal.add(itemId);
    };
    if (list.size < shown || list.lacksProducts) await fallback(request.filter);
    for (let round = 0; round < FALLBACK_ROUNDS && list.wantsOthers; round++) {
      const { size } = list;
      await fallback(filterWithout(request.filter, list.arrangement.fullValues));
      if (list.size === size) break;
    }
    for (const { items, share } of held.shares) {
      const lacks = async () => (await list.countMatching(items)) < Math.floor(share * shown);
      const filter = both(request.filter, items);
      if (await lacks()) await list.add(await this.#rank({ ...asked, request: { ...request, filter } }));
      if (await lacks()) await fallback(filter);
    }
    return { impersonal, regional };
  }

  async #rank(asked: UserRequest): Promise<RankedItem[]> {
    return (await scoreCandidates(asked, await this.gatherer.gather(asked), this.metrics)).ranked;
  }
}

/** Notes what a list lacks of the places that it was asked for. */
export function noteShortfalls(
  { request: { k: shown }, degradations }: Pick<UserRequest, 'request' | 'degradations'>,
  { items, impersonal, overCap }: ArrangedAnswer,
): void {
  const personal = items.filter(({ itemId }) => !impersonal.has(itemId)).length;
  degradations.addAll(shortfalls({ shown, found: items.length, personal, overCap }));
}

/** A ranking that grows at its end, and the list that was made of it last. */
class GrowingList {
  arrangement: ArrangedList = { items: [], overCap: 0, fullValues: [], variants: 0 };
  #ranked: readonly RankedItem[] = [];

  constructor(
    private readonly asked: UserRequest,
    private readonly arranger: ListArranger,
  ) {}

  get size(): number {
    return this.#ranked.length;
  }

  ids(): string[] {
    return this.#ranked.map(({ itemId }) => itemId);
  }

  /** Whether places are open because ranked items are variants of others. */
  get lacksProducts(): boolean {
    const { items, variants } = this.arrangement;
    return variants > 0 && items.length < this.asked.request.k;
  }

  /** Whether items of other categories could take places that are open or filled past a cap. */
  get wantsOthers(): boolean {
    const { items, overCap, fullValues } = this.arrangement;
    return fullValues.length > 0 && (items.length < this.asked.request.k || overCap > 0);
  }

  /** How many of the ranked items pass a rule's filter. */
  async countMatching(filter: Filter): Promise<number> {
    const { request, degradations } = this.asked;
    return (await this.arranger.findMatching(request.tenantId, this.ids(), filter, degradations)).size;
  }

  /** @returns whether any of them was not there yet */
  async add(items: readonly Omit<RankedItem, 'position'>[]): Promise<boolean> {
    const known = new Set(this.ids());
    const added = items.filter(({ itemId }) => !known.has(itemId) && known.add(itemId));
    if (added.length === 0) return false;
    this.#ranked = [...this.#ranked, ...added.map((item, index) => ({ ...item, position: this.size + index }))];
    const { request, model, rules, held, degradations, above } = this.asked;
    const { tenantId, k: shown, exploration } = request;
    const question = {
      ...{ tenantId, modelVersion: model?.version, shown, rules, held, random: newRandom(exploration?.seed) },
      ...{ withVariants: candidatesOf(request) !== undefined, besides: above },
    };
    this.arrangement = await this.arranger.arrange(this.#ranked, question, degradations);
    return true;
  }
}

import { RecommendMode, type RecommendRequest } from '@stars/contracts';
import {
  type ArrangedItem,
  type Arrangement,
  type ListRules,
  poolOf,
  type RankedItem,
  rank,
  shortfalls,
} from '@stars/ranking';
import type { Degradations } from './degradations.js';
import { FallbackLists } from './fallback-lists.js';
import { ListArranger } from './list-arranger.js';
import { filterWithout, listRulesOf, randomOf } from './list-rules.js';
import { type ListRequest, PersonalLists, type PersonalListsOfUser, type PersonalQuestion } from './personal-lists.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** What an answer is made from. */
export type AnswerQuestion = Omit<PersonalQuestion, 'request'> & { request: RecommendRequest };

export interface AnswerList {
  items: ArrangedItem[];
  /** Items of lists that do not depend on the user. */
  impersonal: ReadonlySet<string>;
  /** Items that are popular in the request's own region. */
  regional: ReadonlySet<string>;
  /** What the user's lists were made of. */
  lists: PersonalListsOfUser;
}

const NONE: ReadonlySet<string> = new Set();

/** Searches for items of categories that still take some, before the fallback does. */
const CAP_ROUNDS = 2;

/** Looks at the fallback, each of which fills at least one more category. */
const FALLBACK_ROUNDS = 10;

/** The items of an answer: the user's lists are ranked, arranged by the request's rules, and filled up from the fallback. */
export class AnswerLists {
  constructor(
    private readonly personalLists: PersonalLists,
    private readonly fallbackLists: FallbackLists,
    private readonly arranger: ListArranger,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** @param question `excludeItemIds` of its request are all items that must not be in the answer. */
  async make(question: AnswerQuestion, degradations: Degradations, signal: AbortSignal): Promise<AnswerList> {
    const { request } = question;
    const { k: shown, ...asked } = request;
    const rules = listRulesOf(request);
    const pooled = { ...question, request: { ...asked, shown, pool: poolOf(shown, rules) } };
    const lists = await this.personalLists.find(pooled, degradations, signal);
    signal.throwIfAborted();
    const base = await this.#rank(pooled.request, lists);
    const list = new GrowingList(base, (ranked) => this.#arranged(ranked, question, rules, degradations));
    await list.arrange();
    for (let round = 0; round < CAP_ROUNDS && list.wantsOthers(shown); round++) {
      const others = await this.#ofOtherCategories(pooled, list, degradations, signal);
      if (!(await list.add(others))) break;
    }
    const { size } = list;
    const { all = NONE, regional = NONE } = lists.popular ?? {};
    const filled = await this.#fill(list, question, degradations);
    const impersonal = new Set([...all, ...list.ids().slice(size)]);
    this.#note(list, impersonal, shown, degradations);
    return { items: list.arrangement.items, impersonal, regional: new Set([...regional, ...filled]), lists };
  }

  /** Adds popular or newest items. If caps leave places open, they come from categories that are not full. @returns the items that are popular in the region */
  async #fill(
    list: GrowingList,
    { request, model }: AnswerQuestion,
    degradations: Degradations,
  ): Promise<ReadonlySet<string>> {
    const { k: shown } = request;
    const regional = new Set<string>();
    if (request.mode === RecommendMode.RECOMMEND_MODE_BUY_AGAIN) return regional;
    const fallback = async (filter: RecommendRequest['filter']): Promise<void> => {
      const exclude = new Set([...request.excludeItemIds, ...list.ids()]);
      const found = await this.fallbackLists.find({ ...request, filter }, shown, model, exclude, degradations);
      for (const itemId of found.regional) regional.add(itemId);
      const items = found.lists.flatMap(({ source, items }) => items.map((item) => ({ ...item, source, position: 0 })));
      await list.add(items);
    };
    if (list.size < shown) await fallback(request.filter);
    for (let round = 0; round < FALLBACK_ROUNDS && list.wantsOthers(shown); round++) {
      const { size } = list;
      await fallback(filterWithout(request.filter, list.arrangement.fullCategories));
      if (list.size === size) break;
    }
    return regional;
  }

  async #ofOtherCategories(
    question: PersonalQuestion,
    list: GrowingList,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<RankedItem[]> {
    const { request } = question;
    const filter = filterWithout(request.filter, list.arrangement.fullCategories);
    const asked = { ...question, request: { ...request, filter } };
    const lists = await this.personalLists.find(asked, degradations, signal);
    return this.#rank(asked.request, lists);
  }

  #arranged(
    ranked: readonly RankedItem[],
    { request, model }: AnswerQuestion,
    rules: ListRules,
    degradations: Degradations,
  ): Promise<Arrangement> {
    const { tenantId, k: shown, exploration } = request;
    const asked = { tenantId, shown, rules, random: randomOf(exploration?.seed) };
    return this.arranger.arrange(ranked, { ...asked, ...(model ? { modelVersion: model.version } : {}) }, degradations);
  }

  #rank({ mode, pool }: ListRequest, lists: PersonalListsOfUser): Promise<RankedItem[]> {
    return this.metrics.stage('rank', () => rank({ mode, pool, ...lists, secondStage: lists.secondStage }));
  }

  #note(list: GrowingList, impersonal: ReadonlySet<string>, shown: number, degradations: Degradations): void {
    const { items, overCap } = list.arrangement;
    const lacks = shortfalls({
      shown,
      found: items.length,
      personal: items.filter(({ itemId }) => !impersonal.has(itemId)).length,
      overCap,
    });
    for (const { code, message } of lacks) degradations.add(code, message);
  }
}

/** A ranking that grows at its end, and the list that was made of it last. */
class GrowingList {
  arrangement: Arrangement = { items: [], overCap: 0, fullCategories: [] };

  constructor(
    private ranked: readonly RankedItem[],
    private readonly arranged: (ranked: readonly RankedItem[]) => Promise<Arrangement>,
  ) {}

  get size(): number {
    return this.ranked.length;
  }

  ids(): string[] {
    return this.ranked.map(({ itemId }) => itemId);
  }

  /** Whether items of other categories could take places that are open or filled past a cap. */
  wantsOthers(shown: number): boolean {
    const { items, overCap, fullCategories } = this.arrangement;
    return fullCategories.length > 0 && (items.length < shown || overCap > 0);
  }

  async arrange(): Promise<void> {
    this.arrangement = await this.arranged(this.ranked);
  }

  /** @returns whether any of them was not there yet */
  async add(items: readonly RankedItem[]): Promise<boolean> {
    const known = new Set(this.ids());
    const added = items.filter(({ itemId }) => !known.has(itemId) && known.add(itemId));
    if (added.length === 0) return false;
    this.ranked = [...this.ranked, ...added.map((item, index) => ({ ...item, position: this.size + index }))];
    await this.arrange();
    return true;
  }
}

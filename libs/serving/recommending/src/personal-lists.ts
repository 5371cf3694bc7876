import { type RecommendRequest } from '@stars/contracts';
import type { RequestOffset, ServedModel } from '@stars/inference';
import type { HistoryEvent } from '@stars/profile-store';
import { isTargetEvent, type OpenedRequest, orderWithoutModel, RANKED_SELLERS, sourcesOf } from '@stars/ranking';
import { CandidateOrders, type OrdersOfUser } from './candidate-orders.js';
import { CandidateSearch, NO_CANDIDATES } from './candidate-search.js';
import { ColdStartSearch } from './cold-start-search.js';
import { ContextOffsets } from './context-offsets.js';
import type { Degradations } from './degradations.js';
import { excludedOf } from './eligibility.js';
import { FallbackLists } from './fallback-lists.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import { RepeatCandidates } from './repeat-candidates.js';
import type { KnownUser, VectorsOfUser } from './user-source.js';

/** The request that the lists are made for. */
export interface ListRequest extends Omit<RecommendRequest, 'k'> {
  /** Places of the answer. */
  shown: number;
  /** How many are ranked, at least `shown`: the rules of the request choose from them. */
  pool: number;
  /** All items that must not be in the answer. */
  excludeItemIds: string[];
}

/** Whose lists are made, and how deep. */
export interface PersonalQuestion {
  request: ListRequest;
  /** Absent before the first training. */
  model: ServedModel | undefined;
  user: KnownUser;
  /** ms since 1970. */
  time: number;
}

export interface PersonalListsOfUser extends OrdersOfUser {
  /** The offset of the context in the searches; absent if the model has no offsets or the context is not known. */
  offset?: RequestOffset;
  /** Best sellers among the items before the first model, and those of them that are popular in the request's region. */
  popular?: Record<'all' | 'regional', ReadonlySet<string>>;
}

/** The lists of one user: candidates of all sources, scored together, in the orders that the mode of the request wants. */
export class PersonalLists {
  constructor(
    private readonly search: CandidateSearch,
    private readonly orders: CandidateOrders,
    private readonly offsets: ContextOffsets,
    private readonly coldStartSearch: ColdStartSearch,
    private readonly repeatCandidates: RepeatCandidates,
    private readonly fallbackLists: FallbackLists,
    private readonly metrics: RecommendingMetrics,
  ) {}

  async find(
    question: PersonalQuestion,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<PersonalListsOfUser> {
    const { model } = question;
    if (!model) return this.#withoutModel(question, degradations);
    const opened = await this.#open(model, question, degradations);
    try {
      const offset = await this.offsets.of(question, opened.region, degradations);
      const lists = await this.#scored(model, question, opened, offset, degradations, signal);
      return { ...lists, ...(offset ? { offset } : {}) };
    } finally {
      opened.close();
    }
  }

  /** Where the mode has all sources, what the user had is ranked together with best sellers. */
  async #withoutModel(
    { request, user, time }: PersonalQuestion,
    degradations: Degradations,
  ): Promise<PersonalListsOfUser> {
    const buyAgain = await this.repeatCandidates.find(request, user.history, time, degradations);
    const lists = { ...NO_CANDIDATES, secondStage: [], buyAgain };
    if (buyAgain.length === 0 || sourcesOf(request.mode).length < 3) return lists;
    const sellers = await this.fallbackLists.bestSellers(request, RANKED_SELLERS + request.pool, degradations);
    const had = new Set(buyAgain.map(({ itemId }) => itemId));
    const others = sellers.filter(({ itemId }) => !had.has(itemId));
    const idsOf = (items: typeof sellers): Set<string> => new Set(items.map(({ itemId }) => itemId));
    const popular = { all: idsOf(others), regional: idsOf(others.filter(({ regional }) => regional)) };
    return { ...lists, secondStage: orderWithoutModel(buyAgain, sellers, user.history, time), popular };
  }

  async #scored(
    model: ServedModel,
    { request, user, time }: PersonalQuestion,
    opened: OpenedRequest,
    offset: RequestOffset | undefined,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<OrdersOfUser> {
    const vectors = user.vectors && movedBy(offset, user.vectors);
    const depth = Math.max(request.pool, opened.depth.searched);
    const [found, coldStart] = await Promise.all([
      vectors ? this.search.find(model, request, depth, vectors, degradations, signal) : NO_CANDIDATES,
      this.coldStartSearch.find(model.version, request, opened, vectors, degradations, signal),
    ]);
    signal.throwIfAborted();
    const asked = { model, opened, vectors, history: user.history, time };
    const lists = await this.orders.rank(request, asked, { found, coldStart }, degradations);
    if (opened.simple && lists.secondStage.length > 0) {
      const why = `${opened.simple} ranks: on held-out sessions the model was behind it`;
      degradations.add('STARS_SIMPLE_RANKING', why);
    }
    return lists;
  }

  /** Without signals if they cannot be read (the degradation is noted). */
  async #open(
    { secondStage, kinds }: ServedModel,
    { request, user, time }: PersonalQuestion,
    degradations: Degradations,
  ): Promise<OpenedRequest> {
    const excluded = excludedOf(request);
    const isHad = ({ type }: HistoryEvent): boolean => isTargetEvent(kinds, type);
    // If everything that the user had is excluded, the weights for unseen items rank.
    const onlyNew =
      secondStage.ranksNew &&
      user.history.some(isHad) &&
      user.history.every((event) => !isHad(event) || excluded.has(event.itemId));
    const moment = { time, region: request.region, onlyNew };
    return this.metrics.stage('second_stage_visit', async () => {
      const opened = await degradations.orElse<OpenedRequest | undefined>('event bus', undefined, () =>
        secondStage.open(user.history, moment),
      );
      return opened ?? secondStage.open(user.history, { ...moment, withoutSignals: true });
    });
  }
}

const movedBy = (offset: RequestOffset | undefined, vectors: VectorsOfUser): VectorsOfUser =>
  offset ? { ...vectors, general: offset.moved(vectors.general), next: offset.moved(vectors.next) } : vectors;

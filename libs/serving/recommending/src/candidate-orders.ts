import { CandidateSource, RecommendMode } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { type ItemCatalog } from '@stars/item-catalog';
import type { HistoryEvent } from '@stars/profile-store';
import {
  bestScore,
  buyAgainList,
  type Candidate,
  type OpenedRequest,
  ordersByModel,
  purchasesOf,
  type RankedItem,
  ranksBySecondStage,
  type ScoredItems,
} from '@stars/ranking';
import type { ItemScores, VectorIndex } from '@stars/vector-index';
import type { FoundCandidates } from './candidate-search.js';
import type { FoundColdStart } from './cold-start-search.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import { joined, passing, shifted, withScores } from './scored-items.js';
import type { VectorsOfUser } from './user-source.js';

export type SecondStageItem = Omit<RankedItem, 'position'>;

/** Whose candidates are scored, and what was searched with. */
export interface OrdersQuestion {
  model: Pick<ServedModel, 'version' | 'prior' | 'kinds'>;
  opened: OpenedRequest;
  /** The vectors of the searches; absent if the user has none. */
  vectors: VectorsOfUser | undefined;
  /** Of the user, oldest first. */
  history: readonly HistoryEvent[];
  /** ms since 1970. */
  time: number;
}

/** The orders of one scored set: those that the mode of the request wants. */
export interface OrdersOfUser extends FoundCandidates {
  /** By the second stage. */
  secondStage: SecondStageItem[];
  /** What the user had, by frequency and age. */
  buyAgain: Candidate[];
}

/** What the searches found. */
export interface SearchedCandidates {
  found: FoundCandidates;
  coldStart: FoundColdStart;
}

/**
 * Scores all eligible candidates together: repeat candidates, what both searches found, popular items, and items similar to the user's.
 * A mode is an order over them.
 */
export class CandidateOrders {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * The best `pool` of the second stage, or all in the orders of the other modes. The vector index knows which candidates may be in an
   * answer, and scores them in the same call. Without the index, the catalogue decides, and the model's scores are missing; without both
   * there are no candidates but those that the searches found. The degradation is noted.
   */
  async rank(
    request: FindingRules & { pool: number },
    question: OrdersQuestion,
    { found, coldStart }: SearchedCandidates,
    degradations: Degradations,
  ): Promise<OrdersOfUser> {
    const { opened } = question;
    const only = onlyOf(request, question);
    const bySecondStage = ranksBySecondStage(request.mode);
    const ranked = (ids: readonly string[]) => (only ? ids.filter((itemId) => only.has(itemId)) : ids);
    const most = bySecondStage ? opened.depth.searched : Number.POSITIVE_INFINITY;
    const general = ranked(idsOf(found.general.slice(0, most)));
    const next = ranked(idsOf(found.next.slice(0, most)));
    const [coldGeneral, coldNext] = [ranked(coldStart.general), ranked(coldStart.next)];
    const searchedIds = new Set([...general, ...next, ...coldGeneral, ...coldNext]);
    const scored = await this.metrics.stage('second_stage_eligibility', () =>
      this.#eligible(request, question, only, searchedIds, degradations),
    );
    if (!bySecondStage) {
      const orders = ordersByModel([scored.eligible, scored.found], opened.repeats);
      return { ...orders, secondStage: [], buyAgain: repeated(question, only, scored.eligible) };
    }
    const best = await this.#bestOf(request, question, found, degradations);
    const secondStage = await this.metrics.stage('second_stage_rank', () => {
      const sourceOf = sourcesOf([...general, ...coldGeneral], [...next, ...coldNext], opened);
      const candidates = { ...scored, general, next, coldStartItems: [coldGeneral, coldNext], best };
      return opened
        .rank(candidates, request.pool)
        .map(({ itemId, own, ...rest }) => ({ itemId, ...rest, source: sourceOf(itemId, own) }));
    });
    // The other lists only fill the places that the second stage leaves.
    const buyAgain = secondStage.length < request.pool ? repeated(question, only, scored.eligible) : [];
    return { ...found, secondStage, buyAgain };
  }

  /**
   * Of the items that were looked at, popular and similar items, and of the repeat candidates, those that may be in the answer; of the
   * repeat candidates as many as the second stage wants, if they exist. And what the searches found besides.
   */
  async #eligible(
    request: FindingRules & { pool: number },
    question: OrdersQuestion,
    only: ReadonlySet<string> | undefined,
    searched: Set<string>,
    degradations: Degradations,
  ): Promise<{ eligible: ScoredItems; found: ScoredItems }> {
    const { own, others, depth } = question.opened;
    const excluded = excludedOf(request);
    const mayPass = (itemIds: readonly string[]): readonly string[] =>
      excluded.size === 0 && !only
        ? itemIds
        : itemIds.filter((itemId) => !excluded.has(itemId) && only?.has(itemId) !== false);
    const mine = mayPass(own);
    // Most requests find enough among the first of them; a narrow filter needs to look at all.
    const looked = ranksBySecondStage(request.mode) ? 2 * depth.own : Math.max(2 * depth.own, request.pool);
    const first = [...mayPass(others), ...mine.slice(0, looked)];
    for (const itemId of first) searched.delete(itemId);
    const asked = [...first, ...searched];
    const scores = await this.#scores(request, question, asked, degradations);
    let eligible = passing(asked, scores, 0, first.length);
    const rest = mine.slice(looked);
    const repeats = scores.passes.subarray(first.length - mine.length + rest.length, first.length);
    if (rest.length > 0 && repeats.reduce((sum, passes) => sum + passes, 0) < depth.own) {
      const more = await this.#scores(request, question, rest, degradations);
      eligible = joined(eligible, passing(rest, more, 0, rest.length));
    }
    // The searches have applied filter and region already.
    const found = withScores(
      asked.slice(first.length),
      scores.scores.map((of) => of.subarray(first.length)),
    );
    return { eligible, found };
  }

  /** Which of the items may be in the answer, and their scores if the user has vectors. */
  async #scores(
    request: FindingRules,
    { model: { version: modelVersion, prior }, vectors }: OrdersQuestion,
    itemIds: readonly string[],
    degradations: Degradations,
  ): Promise<ItemScores> {
    const { tenantId } = request;
    const queries = vectors ? [vectors.general, vectors.next] : [];
    const asked = { modelVersion, itemIds, queries, ...eligibility(request) };
    const found = await degradations.orElse<ItemScores | undefined>('vector index', undefined, () =>
      this.vectors.scores(tenantId, asked),
    );
    if (found) return prior ? shifted(found, itemIds, prior) : found;
    const none: ItemScores = { passes: new Uint8Array(itemIds.length), scores: [] };
    return degradations.orElse('item catalogue', none, async () => ({
      passes: Uint8Array.from(await this.catalog.filterIds(tenantId, itemIds, eligibility(request)), Number),
      scores: [],
    }));
  }

  /**
   * The best scores of any item: of those that the searches found, and of the repeat candidates that the request excludes. As in
   * training, features compare scores with the best of all items. Undefined without vectors.
   */
  async #bestOf(
    request: FindingRules,
    { model: { version: modelVersion, prior }, opened, vectors }: OrdersQuestion,
    found: FoundCandidates,
    degradations: Degradations,
  ): Promise<{ general: number; next: number } | undefined> {
    const [general, next] = [found.general[0]?.score, found.next[0]?.score];
    if (!vectors || general === undefined || next === undefined) return undefined;
    const excluded = excludedOf(request);
    const passedOver = excluded.size > 0 ? opened.own.filter((itemId) => excluded.has(itemId)) : [];
    if (passedOver.length === 0) return { general, next };
    return degradations.orElse('vector index', { general, next }, async () => {
      const known = await this.vectors.getVectors(request.tenantId, modelVersion, passedOver);
      const hidden = new Map(
        passedOver.flatMap((itemId, n): [string, Float32Array][] => (known[n] ? [[itemId, known[n]]] : [])),
      );
      const shift = (itemId: string): number => prior?.shiftOf(itemId) ?? 0;
      const best = (vector: Float32Array, score: number) => bestScore(vector, score, hidden, shift);
      return { general: best(vectors.general, general), next: best(vectors.next, next) };
    });
  }
}

/** Where only what the user bought is wanted: that; undefined: all items. */
function onlyOf({ mode }: FindingRules, { history, model }: OrdersQuestion): ReadonlySet<string> | undefined {
  if (mode !== RecommendMode.RECOMMEND_MODE_BUY_AGAIN) return undefined;
  return new Set(purchasesOf(history, model.kinds).map(({ itemId }) => itemId));
}

/** What the user had and may be in the answer, by frequency and age. */
function repeated(
  { history, time, model }: OrdersQuestion,
  only: ReadonlySet<string> | undefined,
  { ids }: ScoredItems,
): Candidate[] {
  const eligible = new Set(ids);
  const counted = only ? purchasesOf(history, model.kinds) : history;
  return buyAgainList(counted, time, counted.length, model.kinds).items.filter(({ itemId }) => eligible.has(itemId));
}

const idsOf = (items: readonly Candidate[]): string[] => items.map(({ itemId }) => itemId);

/** The source of a ranked item: the user's own events before searches, present intent before taste, else what found it. */
function sourcesOf(general: readonly string[], next: readonly string[], { others, sources }: OpenedRequest) {
  const [inGeneral, inNext] = [new Set(general), new Set(next)];
  const sourceOf = new Map(others.map((itemId, n) => [itemId, sources[n]!]));
  const { CANDIDATE_SOURCE_BUY_AGAIN: buyAgain, CANDIDATE_SOURCE_SIMILAR: similar } = CandidateSource;
  return (itemId: string, own: boolean): CandidateSource => {
    const source = sourceOf.get(itemId);
    if (own || source === buyAgain) return buyAgain;
    if (inNext.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT;
    if (inGeneral.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST;
    return source ?? similar;
  };
}

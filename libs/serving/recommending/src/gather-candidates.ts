import { RecommendMode } from '@stars/contracts';
import type { RequestOffset, ServedModel, ServedPrior } from '@stars/inference';
import type { HistoryEvent } from '@stars/profile-store';
import {
  buyAgainList,
  type Candidate,
  isListMode,
  isTargetEvent,
  type KnownCandidates,
  purchasesOf,
  RANKED_SELLERS,
  ranksBySecondStage,
  type ServedCandidates,
  sortedByScore,
  sourcesOf,
} from '@stars/ranking';
import { coldStartCollection } from '@stars/vector-index';
import { findOffset } from './context-offsets.js';
import { candidatesOf, excludedIds, seedsOf } from './eligibility.js';
import type { EligibleCandidates } from './eligible-candidates.js';
import type { BestSeller, FallbackLists } from './fallback-lists.js';
import { type IndexSearch, NO_CANDIDATES } from './index-search.js';
import type { FoundCandidates } from './kept-findings.js';
import type { ListedCandidates, ListedFinder } from './listed-candidates.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { UserRequest } from './user-request.js';
import type { VectorsOfUser } from './user-source.js';

/** Candidates of one request, from all sources. */
export type GatheredCandidates = ModelCandidates | SalesCandidates | ListedCandidates;

export interface ModelCandidates {
  model: ServedModel;
  /** From memory: `CANDIDATE_FINDERS` of the ranking library lists these sources. */
  known: KnownCandidates;
  /** What both searches found of the wanted items, best first. */
  found: FoundCandidates;
  /** What may be in the answer, with the model's scores. */
  served: ServedCandidates;
  /** Where only some items are wanted: those. */
  only: ReadonlySet<string> | undefined;
  /** The offset of the context in the searches; absent if the model has no offsets or the context is not known. */
  offset: RequestOffset | undefined;
  listed?: undefined;
}

/** Before the first model: what the user had and, where the mode has all sources, best sellers. */
export interface SalesCandidates {
  model: undefined;
  repeats: readonly Candidate[];
  /** Absent: repeat candidates are not ranked together with others. */
  sellers?: readonly BestSeller[];
  listed?: undefined;
}

/** How many items a search finds at least if recent popularity changes their order. */
const SHIFTED_DEPTH = 200;

/** Items that a degradation names. */
const MOST_NAMED = 10;

/** Gathers what may be in an answer: from memory, by two searches of the vector index, and by two more among cold-start items. */
export class CandidateGatherer {
  constructor(
    private readonly search: IndexSearch,
    private readonly eligible: EligibleCandidates,
    private readonly fallbackLists: FallbackLists,
    private readonly listed: ListedFinder,
    private readonly metrics: RecommendingMetrics,
  ) {}

  gather(asked: UserRequest): Promise<GatheredCandidates> {
    if (isListMode(asked.request.mode)) return this.listed.find(asked);
    return asked.model ? this.#gatherForModel(asked, asked.model) : this.#gatherSales(asked);
  }

  async #gatherForModel(asked: UserRequest, model: ServedModel): Promise<ModelCandidates> {
    const { request, user, pool, signal } = asked;
    await admitNamed(asked, model);
    const known = await this.#readMemory(asked, model);
    const offset = await findOffset(asked, known.region, this.metrics);
    const only = onlyWanted(asked);
    const vectors = user.vectors && moveVectors(offset, user.vectors);
    const [found, coldStart] = await Promise.all([
      vectors ? this.#search(asked, model, Math.max(pool, known.depth.searched), vectors) : NO_CANDIDATES,
      vectors && !only ? this.#searchColdStart(asked, model, known.depth.coldStartItems, vectors) : NO_CANDIDATES,
    ]);
    signal.throwIfAborted();
    const wantedOf = (items: Candidate[]): Candidate[] =>
      only ? items.filter(({ itemId }) => only.has(itemId)) : items;
    const wanted = (items: Candidate[]): string[] => wantedOf(items).map(({ itemId }) => itemId);
    const bySecondStage = ranksBySecondStage(request.mode);
    const most = bySecondStage ? known.depth.searched : Number.POSITIVE_INFINITY;
    const [general, next] = [wanted(found.general.slice(0, most)), wanted(found.next.slice(0, most))];
    const coldStartItems = [wanted(coldStart.general), wanted(coldStart.next)];
    const searched = new Set([general, next, ...coldStartItems].flat());
    const question = { model, known, vectors, only };
    const scored = await this.metrics.stage('second_stage_eligibility', () =>
      this.eligible.find(asked, question, searched),
    );
    const best = bySecondStage ? await this.eligible.findBest(asked, question, found) : undefined;
    const listed = { general: wantedOf(found.general), next: wantedOf(found.next) };
    return { model, known, found: listed, only, offset, served: { ...scored, general, next, coldStartItems, best } };
  }

  /** Best sellers only where there is something to rank them with. */
  async #gatherSales(asked: UserRequest): Promise<SalesCandidates> {
    const { request, user, time, pool, degradations } = asked;
    const { history } = user;
    const mayServe = newMayServe(request);
    const had = buyAgainList(history, time, history.length).items.filter(({ itemId }) => mayServe(itemId));
    const repeats =
      history.length > 0
        ? await this.metrics.stage('buy_again', () => this.fallbackLists.findEligible(request, had, degradations))
        : [];
    if (repeats.length === 0 || sourcesOf(request.mode).length < 3) return { model: undefined, repeats };
    const sellers = await this.fallbackLists.findBestSellers(request, RANKED_SELLERS + pool, degradations);
    return { model: undefined, repeats, sellers };
  }

  /** Without signals if they cannot be read (the degradation is noted). */
  #readMemory(asked: UserRequest, { secondStage, kinds }: ServedModel): Promise<KnownCandidates> {
    const { request, user, time, degradations, kept } = asked;
    const isHad = ({ type }: HistoryEvent): boolean => request.excludeSeen === true || isTargetEvent(kinds, type);
    const only = candidatesOf(request);
    const mayServe = newMayServe(request);
    // If nothing that the user had may be in the answer, the weights for unseen items rank.
    const onlyNew = user.history.some(isHad) && !user.history.some((event) => isHad(event) && mayServe(event.itemId));
    const seeds = seedsOf(request);
    const moment = { time, region: request.region, browsing: user.browsing, onlyNew, only, seeds };
    return this.metrics.stage('second_stage_candidates', async () => {
      const known = await degradations.orElse<KnownCandidates | undefined>('event bus', undefined, () =>
        kept.candidates(JSON.stringify([onlyNew, only, seeds]), () => secondStage.gather(user.history, moment)),
      );
      return known ?? secondStage.gather(user.history, { ...moment, withoutSignals: true });
    });
  }

  async #search(
    asked: UserRequest,
    { version, prior }: ServedModel,
    wanted: number,
    vectors: VectorsOfUser,
  ): Promise<FoundCandidates> {
    const depth = prior ? Math.max(wanted, SHIFTED_DEPTH) : wanted;
    const question = { collection: version, depth, vectors, stage: 'search' as const };
    const { general, next } = await this.search.find(asked, question);
    return prior ? { general: sortByPrior(general, prior), next: sortByPrior(next, prior) } : { general, next };
  }

  /**
   * Cold-start items apart from the others, as a common search would find few of them, and admits them to the second stage. None if a
   * store that this needs is away; the degradation is noted.
   */
  async #searchColdStart(
    asked: UserRequest,
    { version, secondStage }: ServedModel,
    depth: number,
    vectors: VectorsOfUser,
  ): Promise<FoundCandidates> {
    if (depth === 0) return NO_CANDIDATES;
    const question = { collection: coldStartCollection(version), depth, vectors, stage: 'cold_start_search' as const };
    const found = await this.search.find(asked, question);
    const ids = [...new Set([...found.general, ...found.next].map(({ itemId }) => itemId))];
    if (ids.length === 0) return NO_CANDIDATES;
    return asked.degradations.orElse('item catalogue', NO_CANDIDATES, async () => {
      await secondStage.admit(ids);
      return found;
    });
  }
}

/**
 * Gives places to items that the request names and the model has not learned. Those of events that the stream brought have one once they
 * are in the statistics; what came with the request counts as well. Events of items without a place are named as a degradation.
 */
async function admitNamed({ request, degradations }: UserRequest, { secondStage }: ServedModel): Promise<void> {
  const happened = new Set(request.recentEvents.map(({ itemId }) => itemId).filter(Boolean));
  const named = [...new Set([...request.candidateItemIds, ...request.seedItemIds, ...happened])];
  if (named.length === 0) return;
  const unplaced = await degradations.orElse<readonly string[]>('item catalogue', [], () => secondStage.admit(named));
  const unused = unplaced.filter((itemId) => happened.has(itemId)).slice(0, MOST_NAMED);
  if (unused.length > 0) degradations.add('EVENTS_NOT_USED', `nothing is known of the items of ${unused.join(', ')}`);
}

const moveVectors = (offset: RequestOffset | undefined, vectors: VectorsOfUser): VectorsOfUser =>
  offset ? { ...vectors, general: offset.moved(vectors.general), next: offset.moved(vectors.next) } : vectors;

/** By score and recent popularity, best first. */
const sortByPrior = (found: readonly Candidate[], prior: ServedPrior): Candidate[] =>
  sortedByScore(found.map(({ itemId, score }) => ({ itemId, score: score + prior.shiftOf(itemId) })));

/** Whether an item is not excluded and, where the request names candidates, among them. */
function newMayServe(request: UserRequest['request']): (itemId: string) => boolean {
  const excluded = excludedIds(request);
  const named = candidatesOf(request);
  const wanted = named && new Set(named);
  return (itemId) => !excluded.has(itemId) && wanted?.has(itemId) !== false;
}

/** Where only some items are wanted: those, such as what the user bought; undefined: all items. */
function onlyWanted({ request, user, model }: UserRequest): ReadonlySet<string> | undefined {
  const candidates = candidatesOf(request);
  const wanted = candidates && new Set(candidates);
  if (request.mode !== RecommendMode.RECOMMEND_MODE_BUY_AGAIN) return wanted;
  const bought = purchasesOf(user.history, model?.kinds).map(({ itemId }) => itemId);
  return new Set(bought.filter((itemId) => wanted?.has(itemId) !== false));
}

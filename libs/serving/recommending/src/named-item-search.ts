import type { RequestOffset, ServedModel, ServedPrior } from '@stars/inference';
import type { HistoryEvent } from '@stars/profile-store';
import { byScore, type Candidate, candidatesPerList, mergeRepeats, withRepeat } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import { type FoundCandidates, NO_CANDIDATES } from './candidate-search.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import { LiveItemVectors, type LiveVectors } from './live-item-vectors.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

/** Whose items are scored, and for which lists. */
export interface NamedItemsQuestion {
  model: Pick<ServedModel, 'version' | 'repeats' | 'prior'>;
  request: FindingRules;
  /** The vectors of the search. */
  vectors: VectorsOfUser;
  offset: RequestOffset | undefined;
  history: readonly HistoryEvent[];
  /** ms since 1970. */
  time: number;
}

/**
 * The items that are scored by name, as the model scores them: those that the user had, with its repeat head
 * (docs/reference/model-equations.md, Repeat head), and those that popularity of late favours.
 */
export class NamedItemSearch {
  constructor(
    private readonly vectors: VectorIndex,
    private readonly liveVectors: LiveItemVectors,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** For both lists, unsorted; empty if there are none, or if the index cannot answer: the degradation is noted. */
  find(question: NamedItemsQuestion, degradations: Degradations, signal: AbortSignal): Promise<FoundCandidates> {
    const { model, request, vectors, offset, history, time } = question;
    const wanted = candidatesPerList(request.mode, 1);
    const names = (['general', 'next'] as const).filter((name) => wanted[name] > 0);
    const rhoOf = model.repeats?.of(history, time);
    const excluded = excludedOf(request);
    const named = new Set([...(rhoOf?.keys() ?? []), ...(model.prior?.risers ?? [])]);
    const itemIds = [...named].filter((itemId) => !excluded.has(itemId));
    if (itemIds.length === 0 || names.length === 0) return Promise.resolve(NO_CANDIDATES);
    const scoring = {
      modelVersion: model.version,
      itemIds,
      queries: names.map((name) => vectors[name]),
      signal,
      ...eligibility(request),
    };
    return this.metrics.stage('had_items', () =>
      degradations.orElse('vector index', NO_CANDIDATES, async () => {
        const { tenantId } = request;
        const [{ passes, scores }, live] = await Promise.all([
          this.vectors.scores(tenantId, scoring),
          this.#liveOf(tenantId, model.version, offset, itemIds),
        ]);
        const list = (name: 'general' | 'next', query: number): Candidate[] => {
          const bonus = offset?.bonusFor(vectors[name]);
          return itemIds.flatMap((itemId, n) => {
            if (passes[n] !== 1) return [];
            const vector = live?.of(itemId);
            const added = vector && bonus ? bonus(itemId, vector) : 0;
            const score = scores[query]![n]! + added + (model.prior?.shiftOf(itemId) ?? 0);
            const rho = rhoOf?.get(itemId);
            return [{ itemId, score: rho ? withRepeat(score, rho[name]) : score }];
          });
        };
        return { ...NO_CANDIDATES, ...Object.fromEntries(names.map((name, query) => [name, list(name, query)])) };
      }),
    );
  }

  /** Vectors of the items with a live signal, if one of `itemIds` has one. */
  #liveOf(
    tenant: string,
    version: string,
    offset: RequestOffset | undefined,
    itemIds: readonly string[],
  ): Promise<LiveVectors> | undefined {
    if (!offset || !itemIds.some((itemId) => offset.live.has(itemId))) return undefined;
    return this.liveVectors.of(tenant, version, offset.live);
  }
}

/** The lists by the popularity of late, best first. */
export function withPrior(found: FoundCandidates, prior: ServedPrior | undefined): FoundCandidates {
  if (!prior) return found;
  const shifted = (list: readonly Candidate[]): Candidate[] =>
    list.map(({ itemId, score }) => ({ itemId, score: score + prior.shiftOf(itemId) })).sort(byScore);
  return { general: shifted(found.general), next: shifted(found.next) };
}

/** The best `depth` of both lists: what a search found, and what was scored by name. */
export const withNamedItems = (found: FoundCandidates, named: FoundCandidates, depth: number): FoundCandidates => ({
  general: mergeRepeats(found.general, named.general, depth),
  next: mergeRepeats(found.next, named.next, depth),
});

import type { RequestOffset, ServedModel } from '@stars/inference';
import type { HistoryEvent } from '@stars/profile-store';
import { type Candidate, candidatesPerList, mergeRepeats, withRepeat } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import { type FoundCandidates, NO_CANDIDATES } from './candidate-search.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import { LiveItemVectors } from './live-item-vectors.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

/** Whose items are scored, and for which lists. */
export interface HadItemsQuestion {
  model: Pick<ServedModel, 'version' | 'repeats'>;
  request: FindingRules;
  /** The vectors of the search. */
  vectors: VectorsOfUser;
  offset: RequestOffset | undefined;
  history: readonly HistoryEvent[];
  /** ms since 1970. */
  time: number;
}

/**
 * The items that the user had, scored as the model scores them: by their inner products and by its repeat head
 * (docs/reference/model-equations.md, Repeat head).
 */
export class HadItemSearch {
  constructor(
    private readonly vectors: VectorIndex,
    private readonly liveVectors: LiveItemVectors,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** For both lists, unsorted; empty without a repeat head, or if the index cannot answer: the degradation is noted. */
  find(question: HadItemsQuestion, degradations: Degradations, signal: AbortSignal): Promise<FoundCandidates> {
    const { model, request, vectors, offset, history, time } = question;
    const wanted = candidatesPerList(request.mode, 1);
    const names = (['general', 'next'] as const).filter((name) => wanted[name] > 0);
    if (!model.repeats || history.length === 0 || names.length === 0) return Promise.resolve(NO_CANDIDATES);
    const excluded = excludedOf(request);
    const had = [...model.repeats.of(history, time)].filter(([itemId]) => !excluded.has(itemId));
    if (had.length === 0) return Promise.resolve(NO_CANDIDATES);
    const scoring = {
      modelVersion: model.version,
      itemIds: had.map(([itemId]) => itemId),
      queries: names.map((name) => vectors[name]),
      signal,
      ...eligibility(request),
    };
    return this.metrics.stage('had_items', () =>
      degradations.orElse('vector index', NO_CANDIDATES, async () => {
        const { tenantId } = request;
        const [{ passes, scores }, live] = await Promise.all([
          this.vectors.scores(tenantId, scoring),
          this.#liveOf(tenantId, model.version, offset, scoring.itemIds),
        ]);
        const list = (name: 'general' | 'next', query: number): Candidate[] => {
          const bonus = offset?.bonusFor(vectors[name]);
          return had.flatMap(([itemId, rho], n) => {
            if (passes[n] !== 1) return [];
            const vector = live?.get(itemId);
            const score = scores[query]![n]! + (vector && bonus ? bonus(itemId, vector) : 0);
            return [{ itemId, score: withRepeat(score, rho[name]) }];
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
  ): Promise<ReadonlyMap<string, Float32Array>> | undefined {
    if (!offset || !itemIds.some((itemId) => offset.live.has(itemId))) return undefined;
    return this.liveVectors.of(tenant, version, offset.live);
  }
}

/** The lists with the items that the user had in their places. @param depth How many items each search found at most. */
export function withHadItems(found: FoundCandidates, had: FoundCandidates, depth: number): FoundCandidates {
  const merged = (name: 'general' | 'next'): Candidate[] => mergeRepeats(found[name], had[name], depth);
  return { general: merged('general'), next: merged('next') };
}

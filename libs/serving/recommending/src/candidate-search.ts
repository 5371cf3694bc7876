import { type Candidate, candidatesPerList } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

/** The best eligible items for each of the two vectors, best first; empty if the mode does not use them. */
export interface FoundCandidates {
  general: Candidate[];
  next: Candidate[];
}

export const NO_CANDIDATES: FoundCandidates = { general: [], next: [] };

/** Filtered maximum inner product search with a user's vectors. */
export class CandidateSearch {
  constructor(
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Empty if the index cannot answer; the degradation is noted. @param depth How many items each search finds. */
  find(
    modelVersion: string,
    request: FindingRules,
    depth: number,
    user: VectorsOfUser,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<FoundCandidates> {
    const wanted = candidatesPerList(request.mode, depth);
    const names = (['general', 'next'] as const).filter((name) => wanted[name] > 0);
    if (names.length === 0) return Promise.resolve(NO_CANDIDATES);
    const search = {
      modelVersion,
      queries: names.map((name) => user[name]),
      k: Math.max(wanted.general, wanted.next),
      exclude: excludedOf(request),
      signal,
      ...eligibility(request),
    };
    return this.metrics.stage('search', () =>
      degradations.orElse('vector index', NO_CANDIDATES, async () => {
        const lists = await this.vectors.search(request.tenantId, search);
        return { ...NO_CANDIDATES, ...Object.fromEntries(names.map((name, index) => [name, lists[index]!])) };
      }),
    );
  }
}

import type { RecommendRequest } from '@stars/contracts';
import { type Candidate, candidatesPerList } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf } from './eligibility.js';
import type { VectorsOfUser } from './known-user.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** The best eligible items for each of the two vectors, best first; empty where the mode does not ask. */
export interface CandidateLists {
  general: Candidate[];
  next: Candidate[];
}

export const NO_CANDIDATES: CandidateLists = { general: [], next: [] };

/** Filtered maximum inner product search with a user's vectors. */
export class CandidateSearch {
  constructor(
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Nothing where the index cannot answer; the degradation is noted. */
  find(
    modelVersion: string,
    request: RecommendRequest,
    user: VectorsOfUser,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<CandidateLists> {
    const wanted = candidatesPerList(request.mode, request.k);
    const names = (['general', 'next'] as const).filter((name) => wanted[name] > 0);
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

import { Inject, Injectable } from '@nestjs/common';
import { type Candidate, candidatesPerList } from '@stars/ranking';
import { VECTOR_INDEX, type VectorIndex } from '@stars/vector-index';
import { GATEWAY_METRICS, type GatewayMetrics } from '../door/gateway-metrics.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { VectorsOfUser } from './known-user.js';

/** The best eligible items for each of the two vectors, best first; empty where the mode does not ask. */
export interface FoundCandidates {
  general: Candidate[];
  next: Candidate[];
}

export const NO_CANDIDATES: FoundCandidates = { general: [], next: [] };

/** Filtered maximum inner product search with a user's vectors. */
@Injectable()
export class CandidateSearch {
  constructor(
    @Inject(VECTOR_INDEX) private readonly vectors: VectorIndex,
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
  ) {}

  /** Nothing where the index cannot answer; the degradation is noted. @param depth How many each search is to find. */
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

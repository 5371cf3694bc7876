import type { OpenedRequest } from '@stars/ranking';
import { coldStartCollection, type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

/** The best eligible cold-start items for each of the two vectors, best first. */
export interface FoundColdStart {
  general: readonly string[];
  next: readonly string[];
}

export const NO_COLD_START: FoundColdStart = { general: [], next: [] };

/** Searches cold-start items (items newer than the model) apart from the others: a common search would find few of them. */
export class ColdStartSearch {
  constructor(
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Finds cold-start items and admits them to the second stage. Empty if a store that this needs is away; the degradation is noted. */
  async find(
    modelVersion: string,
    request: FindingRules,
    opened: OpenedRequest,
    user: VectorsOfUser | undefined,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<FoundColdStart> {
    const depth = opened.depth.coldStartItems;
    if (depth === 0 || !user) return NO_COLD_START;
    const search = {
      modelVersion: coldStartCollection(modelVersion),
      queries: [user.general, user.next],
      k: depth,
      exclude: excludedOf(request),
      signal,
      ...eligibility(request),
    };
    return this.metrics.stage('newcomers', async () => {
      const found = await degradations.orElse('vector index', NO_COLD_START, async () => {
        const [general, next] = await this.vectors.search(request.tenantId, search);
        const idsOf = (hits: { itemId: string }[] = []): string[] => hits.map(({ itemId }) => itemId);
        return { general: idsOf(general), next: idsOf(next) };
      });
      const ids = [...new Set([...found.general, ...found.next])];
      if (ids.length === 0) return NO_COLD_START;
      return degradations.orElse('item catalogue', NO_COLD_START, async () => {
        await opened.admit(ids);
        return found;
      });
    });
  }
}

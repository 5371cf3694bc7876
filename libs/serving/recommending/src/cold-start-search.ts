import type { OpenedRequest } from '@stars/ranking';
import { coldStartCollection, type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { VectorsOfUser } from './known-user.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** The best eligible newcomers for each of the two vectors, best first. */
export interface FoundColdStart {
  general: readonly string[];
  next: readonly string[];
}

export const NO_NEWCOMERS: FoundColdStart = { general: [], next: [] };

/** Searches items that came after a model's training by themselves: among all others, few of them would be found. */
export class ColdStartSearch {
  constructor(
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Finds newcomers, and takes them into the joint ranking. None without a store that this needs; the degradation is noted. */
  async find(
    modelVersion: string,
    request: FindingRules,
    visit: OpenedRequest,
    user: VectorsOfUser | undefined,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<FoundColdStart> {
    const depth = visit.depth.coldStartItems;
    if (depth === 0 || !user) return NO_NEWCOMERS;
    const search = {
      modelVersion: coldStartCollection(modelVersion),
      queries: [user.general, user.next],
      k: depth,
      exclude: excludedOf(request),
      signal,
      ...eligibility(request),
    };
    return this.metrics.stage('newcomers', async () => {
      const found = await degradations.orElse('vector index', NO_NEWCOMERS, async () => {
        const [general, next] = await this.vectors.search(request.tenantId, search);
        const idsOf = (hits: { itemId: string }[] = []): string[] => hits.map(({ itemId }) => itemId);
        return { general: idsOf(general), next: idsOf(next) };
      });
      const ids = [...new Set([...found.general, ...found.next])];
      if (ids.length === 0) return NO_NEWCOMERS;
      return degradations.orElse('item catalogue', NO_NEWCOMERS, async () => {
        await visit.admit(ids);
        return found;
      });
    });
  }
}

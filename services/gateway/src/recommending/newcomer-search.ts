import { Inject, Injectable } from '@nestjs/common';
import type { JointVisit } from '@stars/ranking';
import { newcomerCollection, VECTOR_INDEX, type VectorIndex } from '@stars/vector-index';
import { GATEWAY_METRICS, type GatewayMetrics } from '../door/gateway-metrics.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { VectorsOfUser } from './known-user.js';

/** The best eligible newcomers for each of the two vectors, best first. */
export interface FoundNewcomers {
  general: readonly string[];
  next: readonly string[];
}

export const NO_NEWCOMERS: FoundNewcomers = { general: [], next: [] };

/** Searches items that came after a model's training by themselves: among all others, few of them would be found. */
@Injectable()
export class NewcomerSearch {
  constructor(
    @Inject(VECTOR_INDEX) private readonly vectors: VectorIndex,
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
  ) {}

  /** Finds newcomers, and takes them into the joint ranking. None without a store that this needs; the degradation is noted. */
  async find(
    modelVersion: string,
    request: FindingRules,
    visit: JointVisit,
    user: VectorsOfUser | undefined,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<FoundNewcomers> {
    const depth = visit.depth.newcomers;
    if (depth === 0 || !user) return NO_NEWCOMERS;
    const search = {
      modelVersion: newcomerCollection(modelVersion),
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

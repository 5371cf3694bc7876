import type { VectorIndex } from '@stars/vector-index';
import { eligibility, excludedIds } from './eligibility.js';
import type { FoundCandidates } from './kept-findings.js';
import type { RecommendingMetrics, Stage } from './recommending-metrics.js';
import type { UserRequest } from './user-request.js';
import type { VectorsOfUser } from './user-source.js';

export const NO_CANDIDATES: FoundCandidates = { general: [], next: [] };

export interface SearchQuestion {
  /** Of the vector index. */
  collection: string;
  /** How many items each search finds. */
  depth: number;
  vectors: VectorsOfUser;
  stage: Stage;
}

/** Filtered maximum inner product search with a user's vectors. */
export class IndexSearch {
  constructor(
    private readonly index: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Empty if the index cannot answer; the degradation is noted. */
  find(
    { request, user, degradations, signal, kept }: UserRequest,
    { collection, depth, vectors, stage }: SearchQuestion,
  ): Promise<FoundCandidates> {
    const exclude = excludedIds(request);
    const queries = [vectors.general, vectors.next];
    const search = { modelVersion: collection, queries, exclude, signal, ...eligibility(request) };
    const key = JSON.stringify([collection, request.filter]);
    return this.metrics.stage(stage, () =>
      degradations.orElse('vector index', NO_CANDIDATES, () =>
        kept.search(user.vectors ?? vectors, key, { depth, exclude }, async (k) => {
          const [general = [], next = []] = await this.index.search(request.tenantId, { ...search, k });
          return { general, next };
        }),
      ),
    );
  }
}

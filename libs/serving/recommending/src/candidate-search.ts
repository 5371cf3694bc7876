import type { ServedPrior } from '@stars/inference';
import { byScore, type Candidate } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

/** The best eligible items for each of the two vectors, best first. */
export interface FoundCandidates {
  general: Candidate[];
  next: Candidate[];
}

export const NO_CANDIDATES: FoundCandidates = { general: [], next: [] };

/** How many items a search finds at least if the popularity of late changes their order. */
const SHIFTED_DEPTH = 200;

/** Filtered maximum inner product search with a user's vectors. */
export class CandidateSearch {
  constructor(
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * Empty if the index cannot answer; the degradation is noted.
   * @param depth How many items each search finds at least. @param prior Orders what was found.
   */
  find(
    { version: modelVersion, prior }: { version: string; prior?: ServedPrior | undefined },
    request: FindingRules,
    depth: number,
    user: VectorsOfUser,
    degradations: Degradations,
    signal: AbortSignal,
  ): Promise<FoundCandidates> {
    const search = {
      modelVersion,
      queries: [user.general, user.next],
      k: prior ? Math.max(depth, SHIFTED_DEPTH) : depth,
      exclude: excludedOf(request),
      signal,
      ...eligibility(request),
    };
    return this.metrics.stage('search', () =>
      degradations.orElse('vector index', NO_CANDIDATES, async () => {
        const [general = [], next = []] = await this.vectors.search(request.tenantId, search);
        return { general: byPrior(general, prior), next: byPrior(next, prior) };
      }),
    );
  }
}

/** By the popularity of late, best first. */
function byPrior(found: Candidate[], prior: ServedPrior | undefined): Candidate[] {
  if (!prior) return found;
  return found.map(({ itemId, score }) => ({ itemId, score: score + prior.shiftOf(itemId) })).sort(byScore);
}

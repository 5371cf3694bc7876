import type { ItemCatalog } from '@stars/item-catalog';
import type { HistoryEvent } from '@stars/profile-store';
import { buyAgainList, type Candidate } from '@stars/ranking';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** What a user looked at or bought and may be in an answer, before the first model. */
export class RepeatCandidates {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Best first, as of `time` (ms since 1970). Empty if the catalogue is away: the degradation is noted. */
  async find(
    request: FindingRules,
    history: readonly HistoryEvent[],
    time: number,
    degradations: Degradations,
  ): Promise<Candidate[]> {
    if (history.length === 0) return [];
    return this.metrics.stage('buy_again', () =>
      degradations.orElse<Candidate[]>('item catalogue', [], async () => {
        const excluded = excludedOf(request);
        const items = buyAgainList(history, time, history.length).items.filter(({ itemId }) => !excluded.has(itemId));
        const ids = items.map(({ itemId }) => itemId);
        const passes = await this.catalog.filterIds(request.tenantId, ids, eligibility(request));
        return items.filter((_, index) => passes[index]);
      }),
    );
  }
}

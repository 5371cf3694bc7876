import { type ItemCatalog } from '@stars/item-catalog';
import type { HistoryEvent } from '@stars/profile-store';
import { buyAgainList, type Candidate, candidatesPerList, type EventKinds } from '@stars/ranking';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** The buy-again list: items of the user's history that are still in the catalogue and obey filter and region. */
export class RepeatCandidates {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * The first `depth`, best first, as of `time` (ms since 1970); empty if the mode does not use them, or if the
   * catalogue is away: no item is then known to be eligible; the degradation is noted.
   * @param kinds Of the model.
   */
  async find(
    request: FindingRules,
    depth: number,
    history: readonly HistoryEvent[],
    time: number,
    degradations: Degradations,
    kinds?: EventKinds,
  ): Promise<Candidate[]> {
    const wanted = candidatesPerList(request.mode, depth).buyAgain;
    if (wanted === 0 || history.length === 0) return [];
    return this.metrics.stage('buy_again', () =>
      degradations.orElse<Candidate[]>('item catalogue', [], async () => {
        const excluded = excludedOf(request);
        const repeated = buyAgainList(history, time, history.length, kinds).items;
        const items = repeated.filter(({ itemId }) => !excluded.has(itemId));
        const itemIds = items.map(({ itemId }) => itemId);
        const passes = await this.catalog.filterIds(request.tenantId, itemIds, eligibility(request));
        return items.filter((_, index) => passes[index]).slice(0, wanted);
      }),
    );
  }
}

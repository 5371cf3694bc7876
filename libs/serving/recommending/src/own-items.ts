import type { RecommendRequest } from '@stars/contracts';
import { type ItemCatalog } from '@stars/item-catalog';
import type { HistoryEvent } from '@stars/profile-store';
import { buyAgainList, type Candidate, candidatesPerList } from '@stars/ranking';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

/** The buy-again list: the user's own items that are still in the catalogue and obey filter and region. */
export class OwnItems {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * Best first, as of `time` (ms since 1970); empty where the mode does not ask. Without the catalogue nothing is
   * known to be eligible; the degradation is noted.
   */
  async find(
    request: RecommendRequest,
    history: readonly HistoryEvent[],
    time: number,
    degradations: Degradations,
  ): Promise<Candidate[]> {
    const wanted = candidatesPerList(request.mode, request.k).buyAgain;
    if (wanted === 0 || history.length === 0) return [];
    return this.metrics.stage('buy_again', () =>
      degradations.orElse<Candidate[]>('item catalogue', [], async () => {
        const excluded = excludedOf(request);
        const own = buyAgainList(history, time, history.length).items;
        const items = own.filter(({ itemId }) => !excluded.has(itemId));
        const itemIds = items.map(({ itemId }) => itemId);
        const passes = await this.catalog.filterIds(request.tenantId, itemIds, eligibility(request));
        return items.filter((_, index) => passes[index]).slice(0, wanted);
      }),
    );
  }
}

import { CandidateSource } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { type ItemCatalog } from '@stars/item-catalog';
import { type PopularItem, type PopularityTable, popularItems, type RankedList } from '@stars/ranking';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { ServedModelProvider } from './served-model.port.js';

export interface BestSeller extends PopularItem {
  score: number;
}

export interface Fallback {
  /** In the order in which they are used. */
  lists: RankedList[];
  /** Items that are popular in the request's own region. */
  regional: ReadonlySet<string>;
}

/** Lists for places that no vector fills: popular items (before the first model, best sellers), then newest ones. Both obey filter and region. */
export class FallbackLists {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly models: Pick<ServedModelProvider, 'bestSellers'>,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Each list has `shown` items, or all if there are fewer. Empty without the catalogue: no item is known to be eligible. */
  find(
    request: FindingRules,
    shown: number,
    model: ServedModel | undefined,
    exclude: ReadonlySet<string>,
    degradations: Degradations,
  ): Promise<Fallback> {
    return this.metrics.stage('fallback', async () => {
      const popularity = model?.popularity ?? (await this.#bestSellers(request, degradations));
      return degradations.orElse<Fallback>('item catalogue', { lists: [], regional: new Set() }, async () => {
        const popular = await this.#popular(popularity, request, shown, exclude);
        const popularList = list(CandidateSource.CANDIDATE_SOURCE_POPULAR, idsOf(popular));
        const regional = new Set(idsOf(popular.filter((item) => item.regional)));
        if (popular.length >= shown) return { lists: [popularList], regional };
        const known = exclude.size + popular.length;
        const found = await this.catalog.newest(request.tenantId, eligibility(request), shown + known);
        const newest = found.filter((itemId) => !exclude.has(itemId));
        return { lists: [popularList, list(CandidateSource.CANDIDATE_SOURCE_NEWEST, newest)], regional };
      });
    });
  }

  /** Eligible best sellers before the first model, with the share of what sells best as their score; those of the region first. */
  async bestSellers(request: FindingRules, count: number, degradations: Degradations): Promise<BestSeller[]> {
    const table = await this.#bestSellers(request, degradations);
    return degradations.orElse<BestSeller[]>('item catalogue', [], async () => {
      const found = await this.#popular(table, request, count, excludedOf(request));
      return found.map((item) => ({ ...item, score: table.shares?.get(item.itemId) ?? 0 }));
    });
  }

  #bestSellers({ tenantId }: FindingRules, degradations: Degradations): Promise<PopularityTable> {
    const unknown: PopularityTable = { global: [], byRegion: {} };
    return degradations.orElse('event bus', unknown, () => this.models.bestSellers.of(tenantId));
  }

  async #popular(
    popularity: PopularityTable,
    request: FindingRules,
    shown: number,
    exclude: ReadonlySet<string>,
  ): Promise<PopularItem[]> {
    const eligible = eligibility(request);
    const { region } = eligible;
    // Most requests find enough among the first few; a narrow filter needs the whole table.
    for (const limit of [4 * shown + 100, Number.POSITIVE_INFINITY]) {
      const candidates = popularItems(popularity, { ...(region ? { region } : {}), exclude, limit });
      const passes = await this.catalog.filterIds(request.tenantId, idsOf(candidates), eligible);
      const found = candidates.filter((_, index) => passes[index]);
      if (found.length >= shown || candidates.length < limit) return found.slice(0, shown);
    }
    return [];
  }
}

const idsOf = (items: readonly PopularItem[]): string[] => items.map((item) => item.itemId);

const list = (source: CandidateSource, itemIds: readonly string[]): RankedList => ({
  source,
  items: itemIds.map((itemId) => ({ itemId, score: 0 })),
});

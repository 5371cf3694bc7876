import { CandidateSource } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { type ItemCatalog } from '@stars/item-catalog';
import { type PopularItem, type PopularityTable, popularItems, type RankedItem } from '@stars/ranking';
import type { Degradations } from './degradations.js';
import { candidatesOf, eligibility, excludedIds, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { ServedModelProvider } from './served-model.port.js';

export interface BestSeller extends PopularItem {
  score: number;
}

export interface Fallback {
  /** In the order in which they are used; an item may be there twice. */
  items: Omit<RankedItem, 'position'>[];
  /** Items that are popular in the request's own region. */
  regional: ReadonlySet<string>;
}

export interface FallbackQuestion {
  model: ServedModel | undefined;
  exclude: ReadonlySet<string>;
  /** How many of each list, or all if there are fewer. */
  count: number;
}

/**
 * Lists for places that no vector fills: popular items (before the first model, best sellers), then newest ones. Both obey filter and region.
 * Of a request that names its candidates, only those: popular ones, then the others in the order of the request.
 */
export class FallbackLists {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly models: Pick<ServedModelProvider, 'bestSellers'>,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** Empty without the catalogue: no item is known to be eligible. */
  find(
    request: FindingRules,
    { model, exclude, count }: FallbackQuestion,
    degradations: Degradations,
  ): Promise<Fallback> {
    return this.metrics.stage('fallback', async () => {
      const popularity = model?.popularity ?? (await this.#bestSellers(request, degradations));
      return degradations.orElse<Fallback>('item catalogue', { items: [], regional: new Set() }, async () => {
        const popular = await this.#popular(popularity, request, count, exclude);
        const items = unscored(CandidateSource.CANDIDATE_SOURCE_POPULAR, idsOf(popular));
        const regional = new Set(idsOf(popular.filter((item) => item.regional)));
        if (popular.length >= count) return { items, regional };
        const named = candidatesOf(request);
        if (named) {
          const rest = named.filter((itemId) => !exclude.has(itemId));
          const others = unscored(CandidateSource.CANDIDATE_SOURCE_UNSPECIFIED, rest);
          return { items: [...items, ...(await this.#eligible(request, others))], regional };
        }
        const known = exclude.size + popular.length;
        const found = await this.catalog.newest(request.tenantId, eligibility(request), count + known);
        const newest = found.filter((itemId) => !exclude.has(itemId));
        return { items: [...items, ...unscored(CandidateSource.CANDIDATE_SOURCE_NEWEST, newest)], regional };
      });
    });
  }

  /** Those of the items that are not in the catalogue. None without the catalogue; the degradation is noted. */
  findUnknown(tenantId: string, itemIds: readonly string[], degradations: Degradations): Promise<string[]> {
    return degradations.orElse<string[]>('item catalogue', [], async () => {
      const known = await this.catalog.filterIds(tenantId, itemIds, {});
      return itemIds.filter((_, n) => !known[n]);
    });
  }

  /** Those of the items that may be in the answer. Empty without the catalogue; the degradation is noted. */
  findEligible<Item extends { itemId: string }>(
    request: FindingRules,
    items: readonly Item[],
    degradations: Degradations,
  ): Promise<Item[]> {
    return degradations.orElse<Item[]>('item catalogue', [], () => this.#eligible(request, items));
  }

  /** Eligible best sellers before the first model, with the share of what sells best as their score; those of the region first. */
  async findBestSellers(request: FindingRules, count: number, degradations: Degradations): Promise<BestSeller[]> {
    const table = await this.#bestSellers(request, degradations);
    return degradations.orElse<BestSeller[]>('item catalogue', [], async () => {
      const found = await this.#popular(table, request, count, excludedIds(request));
      return found.map((item) => ({ ...item, score: table.shares?.get(item.itemId) ?? 0 }));
    });
  }

  #bestSellers({ tenantId }: FindingRules, degradations: Degradations): Promise<PopularityTable> {
    const unknown: PopularityTable = { global: [], byRegion: {} };
    return degradations.orElse('event bus', unknown, () => this.models.bestSellers.read(tenantId));
  }

  async #popular(
    popularity: PopularityTable,
    request: FindingRules,
    count: number,
    exclude: ReadonlySet<string>,
  ): Promise<PopularItem[]> {
    const { region } = request;
    const named = candidatesOf(request);
    const only = named && new Set(named);
    // Most requests find enough among the first few; a narrow filter, or candidates that are named, need the whole table.
    for (const limit of only ? [Number.POSITIVE_INFINITY] : [4 * count + 100, Number.POSITIVE_INFINITY]) {
      const popular = popularItems(popularity, { ...(region ? { region } : {}), exclude, limit });
      const candidates = only ? popular.filter(({ itemId }) => only.has(itemId)) : popular;
      const found = await this.#eligible(request, candidates);
      if (found.length >= count || candidates.length < limit) return found.slice(0, count);
    }
    return [];
  }

  async #eligible<Item extends { itemId: string }>(request: FindingRules, items: readonly Item[]): Promise<Item[]> {
    const ids = items.map(({ itemId }) => itemId);
    const passes = await this.catalog.filterIds(request.tenantId, ids, eligibility(request));
    return items.filter((_, index) => passes[index]);
  }
}

const idsOf = (items: readonly PopularItem[]): string[] => items.map((item) => item.itemId);

const unscored = (source: CandidateSource, itemIds: readonly string[]): Fallback['items'] =>
  itemIds.map((itemId) => ({ itemId, score: 0, source }));

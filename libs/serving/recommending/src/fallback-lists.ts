import { CandidateSource } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import type { ItemCatalog, LatestQuestion } from '@stars/item-catalog';
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
        const newest = await this.#latest(request, exclude, { by: 'version', limit: count + popular.length });
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

  /** The first `count` of a list that may be in the answer. Empty without the catalogue; the degradation is noted. */
  findFirst<Item extends { itemId: string }>(
    request: FindingRules,
    items: readonly Item[],
    count: number,
    degradations: Degradations,
  ): Promise<Item[]> {
    const seen = new Set(excludedIds(request));
    return degradations.orElse<Item[]>('item catalogue', [], async () => {
      const found: Item[] = [];
      // Most requests find enough among the first few.
      for (let from = 0, size = count + 50; from < items.length && found.length < count; from += size, size *= 4) {
        const next = items.slice(from, from + size).filter(({ itemId }) => !seen.has(itemId) && seen.add(itemId));
        found.push(...(await this.#eligible(request, next)));
      }
      return found.slice(0, count);
    });
  }

  /** The latest items that may be in the answer. Empty without the catalogue; the degradation is noted. */
  findLatest(request: FindingRules, question: LatestQuestion, degradations: Degradations): Promise<string[]> {
    return degradations.orElse<string[]>('item catalogue', [], () =>
      this.#latest(request, excludedIds(request), question),
    );
  }

  /** Eligible best sellers before the first model, with the share of what sells best as their score; those of the region first. */
  async findBestSellers(request: FindingRules, count: number, degradations: Degradations): Promise<BestSeller[]> {
    const table = await this.#bestSellers(request, degradations);
    return degradations.orElse<BestSeller[]>('item catalogue', [], async () => {
      const found = await this.#popular(table, request, count, excludedIds(request));
      return found.map((item) => ({ ...item, score: table.shares?.get(item.itemId) ?? 0 }));
    });
  }

  async #latest(
    request: FindingRules,
    exclude: ReadonlySet<string>,
    { limit, ...order }: LatestQuestion,
  ): Promise<string[]> {
    const question = { ...order, limit: limit + exclude.size };
    const found = await this.catalog.latest(request.tenantId, eligibility(request), question);
    return found.filter((itemId) => !exclude.has(itemId)).slice(0, limit);
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

import { CandidateSource, type Filter, RecommendMode } from '@stars/contracts';
import type { SalesQuestion, ServedModel } from '@stars/inference';
import type { Candidate, RankedItem } from '@stars/ranking';
import type { VectorIndex } from '@stars/vector-index';
import { type ChangedItemsFinder, DEFAULT_WINDOW } from './changed-items-finder.js';
import { both, eligibility, excludedIds, type FindingRules, seedsOf } from './eligibility.js';
import type { FallbackLists } from './fallback-lists.js';
import type { ItemCards } from './item-cards.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { UserRequest } from './user-request.js';

/** A list that is not ranked for the user. */
export interface ListedCandidates {
  model: undefined;
  /** Eligible items, best first: at most as many as the answer's pool. */
  listed: Omit<RankedItem, 'position'>[];
  /** Items that are popular in the request's own region. */
  regional: ReadonlySet<string>;
}

type Listed = Omit<ListedCandidates, 'model'>;
type Ranked = ListedCandidates['listed'][number];

/** Window of what sells best where nothing goes with the seeds. */
const FALLBACK_DAYS = 28;

/** Nearest items of a category, of which those that sell best are alternatives. */
const LOOKED_AT = 200;

const NONE: Listed = { listed: [], regional: new Set() };

/** Finds the items of the modes that are not ranked for the user. */
export class ListedFinder {
  constructor(
    private readonly index: VectorIndex,
    private readonly cards: ItemCards,
    private readonly fallbackLists: FallbackLists,
    private readonly changed: ChangedItemsFinder,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** None where the model or a store is missing that the list needs; the degradation is noted. */
  async find(asked: UserRequest): Promise<ListedCandidates> {
    return { model: undefined, ...(await this.metrics.stage('list', () => this.#list(asked))) };
  }

  async #list(asked: UserRequest): Promise<Listed> {
    const { request, model } = asked;
    switch (request.mode) {
      case RecommendMode.RECOMMEND_MODE_GOES_WITH:
        return model ? this.#goingWith(asked, model) : NONE;
      case RecommendMode.RECOMMEND_MODE_ALTERNATIVES:
        return model ? this.#alternatives(asked, model) : NONE;
      case RecommendMode.RECOMMEND_MODE_NEWEST:
        return this.#newest(asked);
      case RecommendMode.RECOMMEND_MODE_BACK_IN_STOCK:
        return { ...NONE, listed: await this.changed.findBackInStock(asked) };
      case RecommendMode.RECOMMEND_MODE_PRICE_DROPPED:
        return { ...NONE, listed: await this.changed.findPriceDropped(asked) };
      default:
        return this.#selling(asked, model);
    }
  }

  async #goingWith(asked: UserRequest, model: ServedModel): Promise<Listed> {
    const source = CandidateSource.CANDIDATE_SOURCE_GOES_WITH;
    const found = model.lists.goingWith(seedsOf(asked.request)).map((item) => ({ ...item, source }));
    const listed = await this.fallbackLists.findFirst(asked.request, found, asked.pool, asked.degradations);
    return { ...NONE, listed: listed.length > 0 ? listed : await this.#bestOfCategories(asked, model) };
  }

  /** What sells best in the seeds' own categories, the finest level first, where nothing is known to go with them; the answer says so. */
  async #bestOfCategories({ request, pool, degradations }: UserRequest, { lists }: ServedModel): Promise<Ranked[]> {
    const paths = await this.#categoriesOf(request, degradations);
    const best = lists.selling({ days: FALLBACK_DAYS, region: '', growing: false });
    const source = CandidateSource.CANDIDATE_SOURCE_POPULAR;
    for (const values of levelsOf(paths)) {
      const wanted = { ...request, filter: both(request.filter, isIn('category', values)) };
      const found = await this.fallbackLists.findFirst(wanted, best, pool, degradations);
      if (found.length === 0) continue;
      degradations.add('FALLBACK_ITEMS', 'nothing is known to go with the seeds: these sell best in their category');
      return found.map(({ itemId, score }) => ({ itemId, score, source }));
    }
    return [];
  }

  async #categoriesOf(
    request: UserRequest['request'],
    degradations: UserRequest['degradations'],
  ): Promise<(readonly string[])[]> {
    const ids = seedsOf(request).map(({ itemId }) => itemId);
    const cards = await degradations.orElse('item catalogue', [], () => this.cards.get(request.tenantId, ids));
    return cards.map((card) => card?.category ?? []).filter((path) => path.length > 0);
  }

  /** Of the nearest items of the seeds' own categories those first that sell best, the finest level first. */
  async #alternatives(asked: UserRequest, model: ServedModel): Promise<Listed> {
    const { request, pool, degradations } = asked;
    const seeds = seedsOf(request);
    const [query, because] = await degradations.orElse<[Float32Array?, string?]>('vector index', [], async () => {
      const ids = seeds.map(({ itemId }) => itemId);
      const vectors = await this.index.getVectors(request.tenantId, model.version, ids);
      return [meanOf(vectors, seeds), ids[vectors.findIndex((vector) => vector !== undefined)]];
    });
    if (!query || because === undefined) return NONE;
    const levels = levelsOf(await this.#categoriesOf(request, degradations));
    const found = new Map<string, Candidate>();
    // Without a category, of all items.
    for (const values of levels.length > 0 ? levels : [[]]) {
      if (found.size >= request.k) break;
      const hits = await this.#nearest(asked, model, query, values);
      const sold = model.lists.soldOf(hits.map(({ itemId }) => itemId));
      const best = [...hits.keys()].sort((a, b) => sold[b]! - sold[a]!).map((n) => hits[n]!);
      for (const hit of best) if (found.size < pool && !found.has(hit.itemId)) found.set(hit.itemId, hit);
    }
    const source = CandidateSource.CANDIDATE_SOURCE_SIMILAR;
    return { ...NONE, listed: [...found.values()].map((item) => ({ ...item, source, because })) };
  }

  async #nearest(
    { request, pool, signal, degradations }: UserRequest,
    { version: modelVersion }: ServedModel,
    query: Float32Array,
    categories: readonly string[],
  ): Promise<readonly Candidate[]> {
    const filter = categories.length > 0 ? both(request.filter, isIn('category', categories)) : request.filter;
    const exclude = excludedIds(request);
    const k = Math.max(pool, LOOKED_AT);
    const search = { modelVersion, queries: [query], k, exclude, signal, ...eligibility({ ...request, filter }) };
    const [hits = []] = await degradations.orElse<Candidate[][]>('vector index', [], () =>
      this.index.search(request.tenantId, search),
    );
    return hits;
  }

  async #newest({ request, pool, degradations }: UserRequest): Promise<Listed> {
    const source = CandidateSource.CANDIDATE_SOURCE_NEWEST;
    const found = await this.fallbackLists.findLatest(request, { by: 'version', limit: pool }, degradations);
    return { ...NONE, listed: found.map((itemId) => ({ itemId, score: 0, source })) };
  }

  /** What sells best in the region, then everywhere. Before the first model, what sells best of a week, also in place of a trend. */
  async #selling(asked: UserRequest, model: ServedModel | undefined): Promise<Listed> {
    const { request, pool, degradations } = asked;
    const growing = request.mode === RecommendMode.RECOMMEND_MODE_TRENDING && model !== undefined;
    const source = growing ? CandidateSource.CANDIDATE_SOURCE_TRENDING : CandidateSource.CANDIDATE_SOURCE_POPULAR;
    const days = request.windowDays ?? DEFAULT_WINDOW;
    const found = model
      ? await this.#bestOf(asked, model, { days, growing })
      : await this.fallbackLists.findBestSellers(request, pool, degradations);
    const ofRegion = found.filter((item) => item.regional).map(({ itemId }) => itemId);
    return { listed: found.map(({ itemId, score }) => ({ itemId, score, source })), regional: new Set(ofRegion) };
  }

  /** The region's own list first. What trends nowhere in the region does not fill it. */
  async #bestOf(
    { request, pool, degradations }: UserRequest,
    { lists }: ServedModel,
    of: Omit<SalesQuestion, 'region'>,
  ): Promise<(Candidate & { regional: boolean })[]> {
    const first = async (region: string, wanted: FindingRules, count: number) => {
      const found = await this.fallbackLists.findFirst(wanted, lists.selling({ ...of, region }), count, degradations);
      return found.map((item) => ({ ...item, regional: region !== '' }));
    };
    if (request.region === '') return first('', request, pool);
    const regional = await first(request.region, request, pool);
    if (of.growing || regional.length >= pool) return regional;
    const excludeItemIds = [...request.excludeItemIds, ...regional.map(({ itemId }) => itemId)];
    return [...regional, ...(await first('', { ...request, excludeItemIds }, pool - regional.length))];
  }
}

/** The categories of some paths, the finest level first; a path that ends stays at its top. */
function levelsOf(paths: readonly (readonly string[])[]): string[][] {
  const levels = Math.max(0, ...paths.map((path) => path.length));
  return Array.from({ length: levels }, (_, level) => [
    ...new Set(paths.flatMap((path) => path[Math.max(0, path.length - 1 - level)] ?? [])),
  ]);
}

/** The mean of the vectors that there are, by weight. */
function meanOf(
  vectors: readonly (Float32Array | undefined)[],
  seeds: readonly { weight: number }[],
): Float32Array | undefined {
  let mean: Float32Array | undefined;
  const total = vectors.reduce((sum, vector, n) => sum + (vector ? seeds[n]!.weight : 0), 0);
  vectors.forEach((vector, n) => {
    if (!vector || !(total > 0)) return;
    mean ??= new Float32Array(vector.length);
    for (let i = 0; i < vector.length; i++) mean[i]! += (seeds[n]!.weight / total) * vector[i]!;
  });
  return mean;
}

const isIn = (field: string, values: readonly string[]): Filter => ({
  expression: { $case: 'in', value: { field, values: [...values] } },
});

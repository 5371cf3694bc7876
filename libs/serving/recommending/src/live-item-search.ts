import type { RequestOffset, ServedPrior } from '@stars/inference';
import { type ItemCatalog } from '@stars/item-catalog';
import { byScore, type Candidate, candidatesPerList, innerProduct } from '@stars/ranking';
import type { FoundCandidates } from './candidate-search.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import { LiveItemVectors, type LiveVectors } from './live-item-vectors.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

/** What was searched, with which vectors and which offset of the context. */
export interface SearchedLists {
  modelVersion: string;
  request: FindingRules;
  /** How many items are wanted of each list. */
  depth: number;
  /** The vectors of the search. */
  vectors: VectorsOfUser;
  offset: RequestOffset;
  prior: ServedPrior | undefined;
  /** At least `depth` of each list, if there are so many; with the popularity of late. */
  found: FoundCandidates;
}

const NONE: LiveVectors = { itemIds: [], vectors: [], totals: new Float64Array(0), of: () => undefined };

/**
 * The second, exact list (docs/reference/model-equations.md, Offsets): every item with a live signal of its own is scored, whether the search found
 * it or not, and takes the place that its signal earns. The lists then hold the best items by score with signals.
 */
export class LiveItemSearch {
  constructor(
    private readonly vectors: LiveItemVectors,
    private readonly catalog: ItemCatalog,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /** The lists with live items in their places. If a store that this needs is away, the lists are unchanged and the degradation is noted. */
  async merge(searched: SearchedLists, degradations: Degradations): Promise<FoundCandidates> {
    const { offset, request, depth, modelVersion, found } = searched;
    if (offset.live.size === 0) return found;
    return this.metrics.stage('live_items', async () => {
      const live = await degradations.orElse('vector index', NONE, () =>
        this.vectors.of(request.tenantId, modelVersion, offset.live),
      );
      if (live.itemIds.length === 0) return found;
      const wanted = candidatesPerList(request.mode, depth);
      const merge = (name: 'general' | 'next') =>
        wanted[name] > 0 ? this.#merged(searched, name, wanted[name], live, degradations) : found[name];
      const [general, next] = await Promise.all([merge('general'), merge('next')]);
      return { general, next };
    });
  }

  async #merged(
    { request, vectors, offset, prior, found }: SearchedLists,
    name: 'general' | 'next',
    depth: number,
    live: LiveVectors,
    degradations: Degradations,
  ): Promise<Candidate[]> {
    const user = vectors[name];
    const bonus = offset.bonusFor(user);
    const list = found[name].map(({ itemId, score }) => {
      const vector = live.of(itemId);
      return { itemId, score: vector ? score + bonus(itemId, vector) : score };
    });
    const placed = new Set(list.map(({ itemId }) => itemId));
    const excluded = excludedOf(request);
    // An item that does not reach the last wanted place cannot be in the list.
    const least = list.length < depth ? Number.NEGATIVE_INFINITY : found[name][depth - 1]!.score;
    const near = least - (prior?.most ?? 0);
    const others: Candidate[] = [];
    for (let n = 0; n < live.itemIds.length; n++) {
      const vector = live.vectors[n]!;
      const plain = innerProduct(user, vector);
      // Few items come near, so all else is looked up only for them.
      if (plain + live.totals[n]! <= near) continue;
      const itemId = live.itemIds[n]!;
      if (placed.has(itemId) || excluded.has(itemId)) continue;
      const score = plain + bonus(itemId, vector) + (prior?.shiftOf(itemId) ?? 0);
      if (score > least) others.push({ itemId, score });
    }
    const eligible = await this.#eligible(request, others.sort(byScore), depth, degradations);
    return [...list, ...eligible].sort(byScore).slice(0, Math.max(depth, list.length));
  }

  /** The best `depth` eligible items, best first. Eligibility is checked in growing parts, because most requests need few. */
  #eligible(
    request: FindingRules,
    sorted: readonly Candidate[],
    depth: number,
    degradations: Degradations,
  ): Promise<Candidate[]> {
    return degradations.orElse<Candidate[]>('item catalogue', [], async () => {
      const eligible: Candidate[] = [];
      for (let from = 0, size = 2 * depth; from < sorted.length && eligible.length < depth; from += size, size *= 2) {
        const part = sorted.slice(from, from + size);
        const ids = part.map(({ itemId }) => itemId);
        const passes = await this.catalog.filterIds(request.tenantId, ids, eligibility(request));
        eligible.push(...part.filter((_, index) => passes[index]));
      }
      return eligible.slice(0, depth);
    });
  }
}

import { CandidateSource } from '@stars/contracts';
import type { RequestOffset } from '@stars/inference';
import { type ItemCatalog } from '@stars/item-catalog';
import { bestScore, type Candidate, type OpenedRequest, type RankedItem, type ServedScores } from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { FoundCandidates } from './candidate-search.js';
import type { FoundColdStart } from './cold-start-search.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

export type SecondStageItem = Omit<RankedItem, 'position'>;

/** What the second stage ranks for a user. */
export interface SecondStageQuestion {
  modelVersion: string;
  opened: OpenedRequest;
  /** Repeat candidates, popular and similar items that may be in the answer. */
  eligible: readonly string[];
  /** The vectors of the searches, which found `found`; absent if the user has none. */
  vectors: VectorsOfUser | undefined;
  found: FoundCandidates;
  coldStart: FoundColdStart;
  /** What the context adds to scores; absent if it adds nothing. */
  offset?: RequestOffset | undefined;
  /** Only these are ranked; absent: all. */
  only?: ReadonlySet<string>;
}

interface ScoreQuestion extends Pick<SecondStageQuestion, 'modelVersion' | 'vectors' | 'found' | 'offset'> {
  itemIds: readonly string[];
  /** Repeat candidates that the request excludes: as in training, features compare scores with the best of all items. */
  passedOver: readonly string[];
}

/** Ranks all eligible candidates together: repeat candidates, what both searches found, popular items, and items similar to the user's. */
export class SecondStageRecommender {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * The eligible items that were looked at, popular and similar items, and as many eligible repeat candidates as the second stage wants, if they exist.
   * Empty without the catalogue: no item is known to be eligible; the degradation is noted.
   */
  eligible(
    request: FindingRules,
    { own, browsed, popular, similar, depth: { own: wanted } }: OpenedRequest,
    degradations: Degradations,
  ): Promise<string[]> {
    const excluded = excludedOf(request);
    const passing = async (given: readonly string[]): Promise<string[]> => {
      const itemIds = given.filter((itemId) => !excluded.has(itemId));
      const passes = await this.catalog.filterIds(request.tenantId, itemIds, eligibility(request));
      return itemIds.filter((_, index) => passes[index]);
    };
    return this.metrics.stage('joint_eligibility', () =>
      degradations.orElse<string[]>('item catalogue', [], async () => {
        // Most requests find enough among the first of them; a narrow filter needs to look at all.
        const [first, rest] = [own.slice(0, 2 * wanted), own.slice(2 * wanted)];
        const others = new Set([...browsed, ...popular, ...similar]);
        const found = await passing([...others, ...first]);
        const enough = found.filter((itemId) => !others.has(itemId)).length >= wanted;
        return enough || rest.length === 0 ? found : [...found, ...(await passing(rest))];
      }),
    );
  }

  /** The best `pool`. Without the vector index, the model's scores are missing; the degradation is noted. */
  async rank(
    request: FindingRules & { pool: number },
    { modelVersion, opened, eligible, vectors, found, coldStart, offset, only }: SecondStageQuestion,
    degradations: Degradations,
  ): Promise<SecondStageItem[]> {
    const { searched } = opened.depth;
    const ranked = (ids: readonly string[]) => (only ? ids.filter((itemId) => only.has(itemId)) : ids);
    const general = ranked(idsOf(found.general.slice(0, searched)));
    const next = ranked(idsOf(found.next.slice(0, searched)));
    const [coldGeneral, coldNext] = [ranked(coldStart.general), ranked(coldStart.next)];
    // The searches have applied filter and region already.
    const candidates = new Set([...ranked(eligible), ...general, ...next, ...coldGeneral, ...coldNext]);
    const excluded = excludedOf(request);
    const passedOver = opened.own.filter((itemId) => excluded.has(itemId));
    const asked = { modelVersion, vectors, found, offset, itemIds: [...candidates], passedOver };
    const scores = await this.#scores(request.tenantId, asked, degradations);
    return this.metrics.stage('joint_rank', () => {
      const sourceOf = sourcesOf([...general, ...coldGeneral], [...next, ...coldNext], opened);
      const searched = { eligible: candidates, general, next, coldStartItems: [coldGeneral, coldNext] };
      return opened
        .rank(searched, scores, request.pool)
        .map(({ own, ...item }) => ({ ...item, source: sourceOf(item.itemId, own) }));
    });
  }

  /** Undefined if there are no vectors of the user, or of items. */
  async #scores(
    tenant: string,
    { modelVersion, vectors: user, found, offset, itemIds, passedOver }: ScoreQuestion,
    degradations: Degradations,
  ): Promise<ServedScores | undefined> {
    const [first, firstNext] = [found.general[0]?.score, found.next[0]?.score];
    if (!user || first === undefined || firstNext === undefined) return undefined;
    return this.metrics.stage('joint_vectors', () =>
      degradations.orElse<ServedScores | undefined>('vector index', undefined, async () => {
        const vectors = await this.vectors.getVectors(tenant, modelVersion, [...itemIds, ...passedOver]);
        const byId = new Map(itemIds.map((itemId, index) => [itemId, vectors[index]]));
        const known = passedOver.map((itemId, n) => [itemId, vectors[itemIds.length + n]] as const);
        const hidden = new Map(
          known.filter((entry): entry is readonly [string, Float32Array] => entry[1] !== undefined),
        );
        const bonusFor = (vector: Float32Array) => offset?.bonusFor(vector) ?? (() => 0);
        const { general, next } = user;
        return {
          general,
          next,
          bestGeneral: bestScore(general, first, hidden, bonusFor(general)),
          bestNext: bestScore(next, firstNext, hidden, bonusFor(next)),
          vectorOf: (itemId) => byId.get(itemId),
        };
      }),
    );
  }
}

const idsOf = (items: readonly Candidate[]): string[] => items.map(({ itemId }) => itemId);

/** The source of a ranked item: the user's own events before searches, present intent before taste, else popular or similar. */
function sourcesOf(
  general: readonly string[],
  next: readonly string[],
  { browsed, popular }: Pick<OpenedRequest, 'browsed' | 'popular'>,
) {
  const [inGeneral, inNext, isPopular] = [new Set(general), new Set(next), new Set(popular)];
  const wasBrowsed = new Set(browsed);
  return (itemId: string, own: boolean): CandidateSource => {
    if (own || wasBrowsed.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN;
    if (inNext.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT;
    if (inGeneral.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST;
    if (isPopular.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_POPULAR;
    return CandidateSource.CANDIDATE_SOURCE_SIMILAR;
  };
}

import { CandidateSource } from '@stars/contracts';
import type { RequestOffset } from '@stars/inference';
import { type ItemCatalog } from '@stars/item-catalog';
import { bestScore, type Candidate, type OpenedRequest, type RankedItem, type ScoredItems } from '@stars/ranking';
import { type ItemScores, type VectorIndex } from '@stars/vector-index';
import type { FoundCandidates } from './candidate-search.js';
import type { FoundColdStart } from './cold-start-search.js';
import type { Degradations } from './degradations.js';
import { eligibility, excludedOf, type FindingRules } from './eligibility.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import type { VectorsOfUser } from './user-source.js';

export type SecondStageItem = Omit<RankedItem, 'position'>;

/** Whom the second stage ranks for, and what it searches with. */
export interface SecondStageQuestion {
  modelVersion: string;
  opened: OpenedRequest;
  /** The vectors of the searches; absent if the user has none. */
  vectors: VectorsOfUser | undefined;
  /** What the context adds to scores; absent if it adds nothing. */
  offset?: RequestOffset | undefined;
  /** Only these are ranked; absent: all. */
  only?: ReadonlySet<string> | undefined;
}

/** What there is to rank. */
export interface SecondStageCandidates {
  /** Repeat candidates, popular and similar items that may be in the answer. */
  eligible: ScoredItems;
  found: FoundCandidates;
  coldStart: FoundColdStart;
}

const NOTHING: ScoredItems = { ids: [], general: [], next: [] };

/** Ranks all eligible candidates together: repeat candidates, what both searches found, popular items, and items similar to the user's. */
export class SecondStageRecommender {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * The eligible items that were looked at, popular and similar items, and as many eligible repeat candidates as the second stage wants,
   * if they exist. The vector index knows what may be in an answer, and scores it in the same call. Without the index, the catalogue
   * decides, and the model's scores are missing; without both there are none. The degradation is noted.
   */
  eligible(request: FindingRules, question: SecondStageQuestion, degradations: Degradations): Promise<ScoredItems> {
    const { own, browsed, popular, similar, depth } = question.opened;
    const excluded = excludedOf(request);
    const mayPass = ({ only }: SecondStageQuestion, itemIds: Iterable<string>): string[] =>
      Array.from(itemIds).filter((itemId) => !excluded.has(itemId) && only?.has(itemId) !== false);
    return this.metrics.stage('joint_eligibility', async () => {
      const others = mayPass(question, new Set([...browsed, ...popular, ...similar]));
      const mine = mayPass(question, own);
      // Most requests find enough among the first of them; a narrow filter needs to look at all.
      const [first, rest] = [mine.slice(0, 2 * depth.own), mine.slice(2 * depth.own)];
      const found = await this.#passing(request, question, [...others, ...first], degradations);
      if (rest.length === 0) return found;
      const known = new Set(others);
      const enough = found.ids.filter((itemId) => !known.has(itemId)).length >= depth.own;
      return enough ? found : joined(found, await this.#passing(request, question, rest, degradations));
    });
  }

  /** The best `pool`, best first. Without the vector index, the model's scores are missing; the degradation is noted. */
  async rank(
    request: FindingRules & { pool: number },
    question: SecondStageQuestion,
    { eligible, found, coldStart }: SecondStageCandidates,
    degradations: Degradations,
  ): Promise<SecondStageItem[]> {
    const { opened, only } = question;
    const { searched } = opened.depth;
    const ranked = (ids: readonly string[]) => (only ? ids.filter((itemId) => only.has(itemId)) : ids);
    const general = ranked(idsOf(found.general.slice(0, searched)));
    const next = ranked(idsOf(found.next.slice(0, searched)));
    const [coldGeneral, coldNext] = [ranked(coldStart.general), ranked(coldStart.next)];
    // The searches have applied filter and region already.
    const others = new Set([...general, ...next, ...coldGeneral, ...coldNext]);
    for (const itemId of eligible.ids) others.delete(itemId);
    const best = await this.#bestOf(request, question, found, degradations);
    const scored = await this.#scored(request.tenantId, question, [...others], best !== undefined, degradations);
    return this.metrics.stage('joint_rank', () => {
      const sourceOf = sourcesOf([...general, ...coldGeneral], [...next, ...coldNext], opened);
      const candidates = { eligible, found: scored, general, next, coldStartItems: [coldGeneral, coldNext], best };
      return opened
        .rank(candidates, request.pool)
        .map(({ itemId, own, ...rest }) => ({ itemId, ...rest, source: sourceOf(itemId, own) }));
    });
  }

  /** Those of the items that may be in the answer. */
  async #passing(
    request: FindingRules,
    { modelVersion, vectors }: SecondStageQuestion,
    itemIds: readonly string[],
    degradations: Degradations,
  ): Promise<ScoredItems> {
    const { tenantId } = request;
    const queries = vectors ? [vectors.general, vectors.next] : [];
    const asked = { modelVersion, itemIds, queries, ...eligibility(request) };
    const found = await degradations.orElse<ItemScores | undefined>('vector index', undefined, () =>
      this.vectors.scores(tenantId, asked),
    );
    if (found) return passing(itemIds, found);
    return degradations.orElse<ScoredItems>('item catalogue', NOTHING, async () => {
      const passes = await this.catalog.filterIds(tenantId, itemIds, eligibility(request));
      return passing(itemIds, { passes, scores: [] });
    });
  }

  /** Items that the searches found, with the scores of both vectors. */
  #scored(
    tenant: string,
    { modelVersion, vectors }: SecondStageQuestion,
    ids: readonly string[],
    wanted: boolean,
    degradations: Degradations,
  ): Promise<ScoredItems> {
    const unscored = withScores(ids, []);
    if (!vectors || !wanted || ids.length === 0) return Promise.resolve(unscored);
    const asked = { modelVersion, itemIds: ids, queries: [vectors.general, vectors.next] };
    return this.metrics.stage('joint_vectors', () =>
      degradations.orElse('vector index', unscored, async () =>
        withScores(ids, (await this.vectors.scores(tenant, asked)).scores),
      ),
    );
  }

  /**
   * The best scores of any item: of those that the searches found, and of the repeat candidates that the request excludes. As in
   * training, features compare scores with the best of all items. Undefined without vectors.
   */
  async #bestOf(
    request: FindingRules,
    { modelVersion, opened, vectors, offset }: SecondStageQuestion,
    found: FoundCandidates,
    degradations: Degradations,
  ): Promise<{ general: number; next: number } | undefined> {
    const [general, next] = [found.general[0]?.score, found.next[0]?.score];
    if (!vectors || general === undefined || next === undefined) return undefined;
    const excluded = excludedOf(request);
    const passedOver = excluded.size > 0 ? opened.own.filter((itemId) => excluded.has(itemId)) : [];
    if (passedOver.length === 0) return { general, next };
    return degradations.orElse('vector index', { general, next }, async () => {
      const known = await this.vectors.getVectors(request.tenantId, modelVersion, passedOver);
      const hidden = new Map(
        passedOver.flatMap((itemId, n): [string, Float32Array][] => (known[n] ? [[itemId, known[n]]] : [])),
      );
      const bonusFor = (vector: Float32Array) => offset?.bonusFor(vector) ?? (() => 0);
      const best = (vector: Float32Array, score: number) => bestScore(vector, score, hidden, bonusFor(vector));
      return { general: best(vectors.general, general), next: best(vectors.next, next) };
    });
  }
}

/** @param scores By query; empty: there are none. */
function withScores(ids: readonly string[], scores: readonly ArrayLike<number>[]): ScoredItems {
  const none = (): Float64Array => new Float64Array(ids.length).fill(Number.NaN);
  return { ids, general: scores[0] ?? none(), next: scores[1] ?? none() };
}

function passing(
  itemIds: readonly string[],
  { passes, scores }: { passes: ArrayLike<number | boolean>; scores: readonly Float64Array[] },
): ScoredItems {
  const ids = itemIds.filter((_, n) => passes[n]);
  if (ids.length === itemIds.length) return withScores(ids, scores);
  return withScores(
    ids,
    scores.map((of) => of.filter((_, n) => passes[n])),
  );
}

const joined = (one: ScoredItems, other: ScoredItems): ScoredItems => ({
  ids: [...one.ids, ...other.ids],
  general: [...Array.from(one.general), ...Array.from(other.general)],
  next: [...Array.from(one.next), ...Array.from(other.next)],
});

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

import { CandidateSource } from '@stars/contracts';
import type { ServedPrior } from '@stars/inference';
import { type ItemCatalog } from '@stars/item-catalog';
import { bestScore, type Candidate, type OpenedRequest, type RankedItem, type ScoredItems } from '@stars/ranking';
import { type ItemNumbers, type ItemScores, type VectorIndex } from '@stars/vector-index';
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
  /** What the popularity of late adds to scores; absent if it adds nothing. */
  prior?: ServedPrior | undefined;
  /** Only these are ranked; absent: all. */
  only?: ReadonlySet<string> | undefined;
}

/** What the searches found. */
export interface SearchedCandidates {
  found: FoundCandidates;
  coldStart: FoundColdStart;
}

/** Ranks all eligible candidates together: repeat candidates, what both searches found, popular items, and items similar to the user's. */
export class SecondStageRecommender {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly vectors: VectorIndex,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * The best `pool`, best first. The vector index knows which candidates may be in an answer, and scores them in the same call. Without
   * the index, the catalogue decides, and the model's scores are missing; without both there are no candidates but those that the
   * searches found. The degradation is noted.
   */
  async rank(
    request: FindingRules & { pool: number },
    question: SecondStageQuestion,
    { found, coldStart }: SearchedCandidates,
    degradations: Degradations,
  ): Promise<SecondStageItem[]> {
    const { opened, only } = question;
    const { searched } = opened.depth;
    const ranked = (ids: readonly string[]) => (only ? ids.filter((itemId) => only.has(itemId)) : ids);
    const general = ranked(idsOf(found.general.slice(0, searched)));
    const next = ranked(idsOf(found.next.slice(0, searched)));
    const [coldGeneral, coldNext] = [ranked(coldStart.general), ranked(coldStart.next)];
    const searchedIds = new Set([...general, ...next, ...coldGeneral, ...coldNext]);
    const best = await this.#bestOf(request, question, found, degradations);
    const scored = await this.metrics.stage('joint_eligibility', () =>
      this.#eligible(request, question, searchedIds, degradations),
    );
    return this.metrics.stage('joint_rank', () => {
      const sourceOf = sourcesOf([...general, ...coldGeneral], [...next, ...coldNext], opened);
      const candidates = { ...scored, general, next, coldStartItems: [coldGeneral, coldNext], best };
      return opened
        .rank(candidates, request.pool)
        .map(({ itemId, own, ...rest }) => ({ itemId, ...rest, source: sourceOf(itemId, own) }));
    });
  }

  /**
   * Of the items that were looked at, popular and similar items, and of the repeat candidates, those that may be in the answer; of the
   * repeat candidates as many as the second stage wants, if they exist. And what the searches found besides.
   */
  async #eligible(
    request: FindingRules,
    question: SecondStageQuestion,
    searched: Set<string>,
    degradations: Degradations,
  ): Promise<{ eligible: ScoredItems; found: ScoredItems }> {
    const { opened, only } = question;
    const { own, others, numbers, depth } = opened;
    const excluded = excludedOf(request);
    const all = excluded.size === 0 && !only;
    const mayPass = (itemIds: readonly string[]): readonly string[] =>
      all ? itemIds : itemIds.filter((itemId) => !excluded.has(itemId) && only?.has(itemId) !== false);
    const mine = mayPass(own);
    // Most requests find enough among the first of them; a narrow filter needs to look at all.
    const first = [...mayPass(others), ...mine.slice(0, 2 * depth.own)];
    for (const itemId of first) searched.delete(itemId);
    const asked = [...first, ...searched];
    const ofFirst = all && numbers && [...numbers.others, ...numbers.own.slice(0, 2 * depth.own)];
    const known = ofFirst && { space: numbers.space, numbers: ofFirst };
    const scores = await this.#scores(request, question, asked, degradations, known);
    let eligible = passing(asked, scores, 0, first.length);
    const rest = mine.slice(2 * depth.own);
    const repeats = scores.passes.subarray(first.length - mine.length + rest.length, first.length);
    if (rest.length > 0 && repeats.reduce((sum, passes) => sum + passes, 0) < depth.own) {
      const more = await this.#scores(request, question, rest, degradations);
      eligible = joined(eligible, passing(rest, more, 0, rest.length));
    }
    // The searches have applied filter and region already.
    const found = withScores(
      asked.slice(first.length),
      scores.scores.map((of) => of.subarray(first.length)),
    );
    return { eligible, found };
  }

  /** Which of the items may be in the answer, and their scores if the user has vectors. */
  async #scores(
    request: FindingRules,
    { modelVersion, vectors, prior }: SecondStageQuestion,
    itemIds: readonly string[],
    degradations: Degradations,
    known?: ItemNumbers | false,
  ): Promise<ItemScores> {
    const { tenantId } = request;
    const queries = vectors ? [vectors.general, vectors.next] : [];
    const asked = { modelVersion, itemIds, known: known || undefined, queries, ...eligibility(request) };
    const found = await degradations.orElse<ItemScores | undefined>('vector index', undefined, () =>
      this.vectors.scores(tenantId, asked),
    );
    if (found) return prior ? shifted(found, itemIds, prior) : found;
    const none: ItemScores = { passes: new Uint8Array(itemIds.length), scores: [] };
    return degradations.orElse('item catalogue', none, async () => ({
      passes: Uint8Array.from(await this.catalog.filterIds(tenantId, itemIds, eligibility(request)), Number),
      scores: [],
    }));
  }

  /**
   * The best scores of any item: of those that the searches found, and of the repeat candidates that the request excludes. As in
   * training, features compare scores with the best of all items. Undefined without vectors.
   */
  async #bestOf(
    request: FindingRules,
    { modelVersion, opened, vectors, prior }: SecondStageQuestion,
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
      const shift = (itemId: string): number => prior?.shiftOf(itemId) ?? 0;
      const best = (vector: Float32Array, score: number) => bestScore(vector, score, hidden, shift);
      return { general: best(vectors.general, general), next: best(vectors.next, next) };
    });
  }
}

/** @param scores By query; empty: there are none. */
function withScores(ids: readonly string[], scores: readonly ArrayLike<number>[]): ScoredItems {
  const none = (): Float64Array => new Float64Array(ids.length).fill(Number.NaN);
  return { ids, general: scores[0] ?? none(), next: scores[1] ?? none() };
}

/** With the popularity of late. */
function shifted({ passes, scores }: ItemScores, itemIds: readonly string[], prior: ServedPrior): ItemScores {
  const shift = Float64Array.from(itemIds, (itemId) => prior.shiftOf(itemId));
  return { passes, scores: scores.map((of) => of.map((score, n) => score + shift[n]!)) };
}

/** Those of the items `from` to `to` (exclusive) that pass. */
function passing(itemIds: readonly string[], { passes, scores }: ItemScores, from: number, to: number): ScoredItems {
  const ids: string[] = [];
  const kept = scores.map(() => new Float64Array(to - from));
  for (let n = from; n < to; n++) {
    if (passes[n] !== 1) continue;
    for (let query = 0; query < scores.length; query++) kept[query]![ids.length] = scores[query]![n]!;
    ids.push(itemIds[n]!);
  }
  return withScores(ids, kept);
}

const joined = (one: ScoredItems, other: ScoredItems): ScoredItems => ({
  ids: [...one.ids, ...other.ids],
  general: [...Array.from(one.general).slice(0, one.ids.length), ...Array.from(other.general)],
  next: [...Array.from(one.next).slice(0, one.ids.length), ...Array.from(other.next)],
});

const idsOf = (items: readonly Candidate[]): string[] => items.map(({ itemId }) => itemId);

/** The source of a ranked item: the user's own events before searches, present intent before taste, else what found it. */
function sourcesOf(general: readonly string[], next: readonly string[], { others, sources }: OpenedRequest) {
  const [inGeneral, inNext] = [new Set(general), new Set(next)];
  const sourceOf = new Map(others.map((itemId, n) => [itemId, sources[n]!]));
  const { CANDIDATE_SOURCE_BUY_AGAIN: buyAgain, CANDIDATE_SOURCE_SIMILAR: similar } = CandidateSource;
  return (itemId: string, own: boolean): CandidateSource => {
    const source = sourceOf.get(itemId);
    if (own || source === buyAgain) return buyAgain;
    if (inNext.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT;
    if (inGeneral.has(itemId)) return CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST;
    return source ?? similar;
  };
}

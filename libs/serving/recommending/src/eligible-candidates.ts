import type { ServedModel } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import { bestScore, type KnownCandidates, ranksBySecondStage, type ScoredItems } from '@stars/ranking';
import type { ItemScores, VectorIndex } from '@stars/vector-index';
import { eligibility, excludedIds } from './eligibility.js';
import type { FoundCandidates } from './kept-findings.js';
import { joined, passing, shifted, withScores } from './scored-items.js';
import type { UserRequest } from './user-request.js';
import type { VectorsOfUser } from './user-source.js';

/** Whose candidates are looked up. */
export interface EligibilityQuestion {
  model: Pick<ServedModel, 'version' | 'prior'>;
  known: KnownCandidates;
  /** The vectors of the searches; absent if the user has none. */
  vectors: VectorsOfUser | undefined;
  /** Where only some items are wanted: those. */
  only: ReadonlySet<string> | undefined;
}

/**
 * Looks up which candidates may be in an answer. The vector index knows, and gives the model's scores of them in the same call. Without
 * the index, the catalogue decides, and the model's scores are missing; without both there are no candidates but those that the searches
 * found. The degradation is noted.
 */
export class EligibleCandidates {
  constructor(
    private readonly catalog: ItemCatalog,
    private readonly index: VectorIndex,
  ) {}

  /**
   * Of the items that were looked at, popular and similar items, and of the repeat candidates, those that may be in the answer; of the
   * repeat candidates as many as the second stage wants, if they exist. And what the searches found besides.
   */
  async find(
    asked: UserRequest,
    question: EligibilityQuestion,
    searched: Set<string>,
  ): Promise<{ eligible: ScoredItems; found: ScoredItems }> {
    const { request, pool } = asked;
    const { only } = question;
    const { own, others, depth } = question.known;
    const excluded = excludedIds(request);
    const mayPass = (itemIds: readonly string[]): readonly string[] =>
      excluded.size === 0 && !only
        ? itemIds
        : itemIds.filter((itemId) => !excluded.has(itemId) && only?.has(itemId) !== false);
    const mine = mayPass(own);
    // Most requests find enough among the first of them; a narrow filter needs to look at all.
    const looked = ranksBySecondStage(request.mode) ? 2 * depth.own : Math.max(2 * depth.own, pool);
    const first = [...mayPass(others), ...mine.slice(0, looked)];
    for (const itemId of first) searched.delete(itemId);
    const itemIds = [...first, ...searched];
    const scores = await this.#score(asked, question, itemIds);
    let eligible = passing(itemIds, scores, 0, first.length);
    const rest = mine.slice(looked);
    const repeats = scores.passes.subarray(first.length - mine.length + rest.length, first.length);
    if (rest.length > 0 && repeats.reduce((sum, passes) => sum + passes, 0) < depth.own) {
      const more = await this.#score(asked, question, rest);
      eligible = joined(eligible, passing(rest, more, 0, rest.length));
    }
    // The searches have applied filter and region already.
    const found = withScores(
      itemIds.slice(first.length),
      scores.scores.map((of) => of.subarray(first.length)),
    );
    return { eligible, found };
  }

  /** Which of the items may be in the answer, and their scores if the user has vectors. */
  async #score(
    { request, degradations }: UserRequest,
    { model: { version: modelVersion, prior }, vectors }: EligibilityQuestion,
    itemIds: readonly string[],
  ): Promise<ItemScores> {
    const { tenantId } = request;
    const queries = vectors ? [vectors.general, vectors.next] : [];
    const asked = { modelVersion, itemIds, queries, ...eligibility(request) };
    const found = await degradations.orElse<ItemScores | undefined>('vector index', undefined, () =>
      this.index.scores(tenantId, asked),
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
  async findBest(
    { request, degradations }: UserRequest,
    { model: { version: modelVersion, prior }, known, vectors }: EligibilityQuestion,
    found: FoundCandidates,
  ): Promise<{ general: number; next: number } | undefined> {
    const [general, next] = [found.general[0]?.score, found.next[0]?.score];
    if (!vectors || general === undefined || next === undefined) return undefined;
    const excluded = excludedIds(request);
    const passedOver = excluded.size > 0 ? known.own.filter((itemId) => excluded.has(itemId)) : [];
    if (passedOver.length === 0) return { general, next };
    return degradations.orElse('vector index', { general, next }, async () => {
      const stored = await this.index.getVectors(request.tenantId, modelVersion, passedOver);
      const hidden = new Map(
        passedOver.flatMap((itemId, n): [string, Float32Array][] => (stored[n] ? [[itemId, stored[n]]] : [])),
      );
      const shift = (itemId: string): number => prior?.shiftOf(itemId) ?? 0;
      const best = (vector: Float32Array, score: number) => bestScore(vector, score, hidden, shift);
      return { general: best(vectors.general, general), next: best(vectors.next, next) };
    });
  }
}

import { innerProduct } from '../inner-product.js';

/** Inner products of h_gen and h_next with each candidate, and with the best of the whole catalogue. */
export interface ModelScores {
  general: Float32Array;
  next: Float32Array;
  bestGeneral: number;
  bestNext: number;
}

/** Both vectors of one user, [s] each, and the best inner product of each with any item. */
export interface ScoringVectors {
  general: Float32Array;
  next: Float32Array;
  bestGeneral: number;
  bestNext: number;
}

/** Scores are cut off this far below the best. An item without a vector, or with one of NaN, is there. */
const FARTHEST = 30;

/** @param vectorOf v_j of a candidate, [s]; undefined if it has none. */
export function modelScores(
  candidates: ArrayLike<number>,
  user: ScoringVectors,
  vectorOf: (item: number) => Float32Array | undefined,
): ModelScores {
  const { bestGeneral, bestNext } = user;
  const general = new Float32Array(candidates.length);
  const next = new Float32Array(candidates.length);
  for (let c = 0; c < candidates.length; c++) {
    const vector = vectorOf(candidates[c]!);
    general[c] = Math.max(vector ? scoreOf(user.general, vector) : Number.NEGATIVE_INFINITY, bestGeneral - FARTHEST);
    next[c] = Math.max(vector ? scoreOf(user.next, vector) : Number.NEGATIVE_INFINITY, bestNext - FARTHEST);
  }
  return { general, next, bestGeneral, bestNext };
}

/**
 * The best score of a user's vector with any item: of those that a search found, and of those that it left out.
 * @param found The best score of the search. @param bonus What an item's own signals add.
 */
export function bestScore(
  vector: Float32Array,
  found: number,
  passedOver: ReadonlyMap<string, Float32Array>,
  bonus: (itemId: string, item: Float32Array) => number,
): number {
  let best = found;
  for (const [itemId, item] of passedOver) best = Math.max(best, scoreOf(vector, item) + bonus(itemId, item));
  return best;
}

/** NaN counts as the lowest score. */
function scoreOf(a: Float32Array, b: Float32Array): number {
  const product = innerProduct(a, b);
  return Number.isNaN(product) ? Number.NEGATIVE_INFINITY : product;
}

import { innerProduct } from '../inner-product.js';
import { type RepeatLogits, withRepeat } from '../repeat-score.js';

/** Scores of each candidate by h_gen and h_next, and the best inner products of the whole catalogue. */
export interface ModelScores {
  general: Float32Array;
  next: Float32Array;
  bestGeneral: number;
  bestNext: number;
}

/** Scores are cut off this far below the best. An item without a vector, or with one of NaN, is there. */
const FARTHEST = 30;

/**
 * @param general Inner products of candidates, and @param next, in their order; NaN of an item without a vector.
 * @param rhoOf ρ of a candidate that the user had, by its place; absent: the scores are without the repeat head.
 */
export function modelScores(
  general: ArrayLike<number>,
  next: ArrayLike<number>,
  best: { general: number; next: number },
  rhoOf: (place: number) => RepeatLogits | undefined = () => undefined,
): ModelScores {
  const whole = { general: new Float32Array(general.length), next: new Float32Array(next.length) };
  for (let n = 0; n < general.length; n++) {
    const plainGeneral = Math.max(known(general[n]!), best.general - FARTHEST);
    const plainNext = Math.max(known(next[n]!), best.next - FARTHEST);
    const rho = rhoOf(n);
    whole.general[n] = rho ? withRepeat(plainGeneral, rho.general) : plainGeneral;
    whole.next[n] = rho ? withRepeat(plainNext, rho.next) : plainNext;
  }
  return { ...whole, bestGeneral: best.general, bestNext: best.next };
}

/**
 * The best score of a user's vector with any item: of those that a search found, and of those that it left out.
 * @param found The best score of the search. @param added To the inner product with an item.
 */
export function bestScore(
  vector: Float32Array,
  found: number,
  passedOver: ReadonlyMap<string, Float32Array>,
  added: (itemId: string) => number,
): number {
  let best = found;
  for (const [itemId, item] of passedOver) best = Math.max(best, known(innerProduct(vector, item)) + added(itemId));
  return best;
}

/** NaN counts as the lowest score. */
const known = (score: number): number => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);

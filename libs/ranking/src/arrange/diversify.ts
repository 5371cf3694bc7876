import { directionOf, MarginalNovelty, type Novelty, VolumeNovelty } from './novelty.js';
import { discount, RelevanceBudget } from './relevance-budget.js';

/** How a list is spread over unlike items. */
export interface DiversityRule {
  method: 'mmr' | 'dpp';
  /** From 0, the list as it is ranked, to 1, where only the budget holds it. */
  strength: number;
  /** Most of the list's DCG by rank that may be given up, from 0 to 1: see `RelevanceBudget`. */
  relevanceBudget: number;
}

/** How many ranked items a list of k is best chosen from. */
export const diversityPool = (k: number): number => 3 * k + 20;

/**
 * Fills k places one by one with the affordable candidate of the largest (1 − strength) · relevance + strength · novelty; ties go to the better
 * ranked. What is not among the k follows in its order. Takes O(k · n · (s + k)) steps, of which the k inside is for `dpp` alone.
 * @param vectors v_j in the order of the ranking, [n] of [s]; undefined where an item has none
 * @returns places in the ranking, [n], in the new order
 */
export function diversify(
  vectors: readonly (Float32Array | undefined)[],
  k: number,
  { method, strength, relevanceBudget }: DiversityRule,
): number[] {
  const remaining = Array.from(vectors, (_, place) => place);
  if (strength === 0 || relevanceBudget === 0) return remaining;
  const directions = vectors.map(directionOf);
  const novelty: Novelty = method === 'mmr' ? new MarginalNovelty(directions) : new VolumeNovelty(directions);
  const budget = new RelevanceBudget(vectors.length, k, relevanceBudget);
  const chosen: number[] = [];
  while (chosen.length < k && remaining.length > 0) {
    const losses = budget.affordable(remaining);
    let best = 0;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let m = 0; m < losses.length; m++) {
      const place = remaining[m]!;
      const score = (1 - strength) * discount(place) + strength * novelty.of(place);
      if (score <= bestScore) continue;
      best = m;
      bestScore = score;
    }
    budget.spend(losses[best]!);
    const [place] = remaining.splice(best, 1);
    novelty.place(place!);
    chosen.push(place!);
  }
  return [...chosen, ...remaining];
}

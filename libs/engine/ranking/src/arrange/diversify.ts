import { MarginalNovelty, type Novelty, VolumeNovelty } from './novelty.js';
import { PairwiseCosines } from './pairwise-cosines.js';
import { discount, relevanceKept } from './relevance.js';

/** How a list is spread over different items. */
export interface DiversityRule {
  method: 'mmr' | 'dpp';
  /** From 0, the list as it is ranked, to 1, novelty alone. It is lowered if the budget does not allow it. */
  strength: number;
  /** The largest share of the list's DCG by rank that may be lost, from 0 to 1. */
  relevanceBudget: number;
}

/** From how many ranked items to choose a list of `shown`. */
export const diversityPool = (shown: number): number => 3 * shown + 20;

/** The smallest share of the strength that is tried, and how often the range above it is halved: to within a tenth. */
const LEAST = 2 ** -10;
const HALVINGS = 6;

/**
 * Fills `shown` places one by one with the candidate of the largest (1 − strength) · relevance + strength · novelty; ties go to the better
 * ranked. The other items follow in their order. If such a list loses more than the budget, the strength is lowered by bisection until it
 * does not: so the budget is spent where it gains most. Refusing single choices instead would spend it on the first places.
 * @param vectors v_j in the order of the ranking, [n] of [s]; undefined if an item has none
 * @returns places in the ranking, [n], in the new order
 */
export function diversify(
  vectors: readonly (Float32Array | undefined)[],
  shown: number,
  { method, strength, relevanceBudget }: DiversityRule,
): number[] {
  const asRanked = Array.from(vectors, (_, place) => place);
  if (strength === 0 || relevanceBudget === 0 || vectors.length === 0) return asRanked;
  const cosines = new PairwiseCosines(vectors);
  const listOf = (by: number): number[] => {
    const novelty = method === 'mmr' ? new MarginalNovelty(cosines) : new VolumeNovelty(cosines);
    return greedy(asRanked, shown, by, novelty);
  };
  const allowed = (list: readonly number[]): boolean => relevanceKept(list.slice(0, shown)) >= 1 - relevanceBudget;
  let best = listOf(strength);
  if (allowed(best)) return best;
  best = asRanked;
  // By ratios: the effect of a strength depends on the scale of the novelty.
  let [low, high] = [LEAST * strength, strength];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = Math.sqrt(low * high);
    const list = listOf(middle);
    if (allowed(list)) [best, low] = [list, middle];
    else high = middle;
  }
  return best;
}

function greedy(asRanked: readonly number[], shown: number, strength: number, novelty: Novelty): number[] {
  const remaining = [...asRanked];
  const chosen: number[] = [];
  while (chosen.length < shown && remaining.length > 0) {
    let best = 0;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let m = 0; m < remaining.length; m++) {
      const score = (1 - strength) * discount(remaining[m]!) + strength * novelty.measure(remaining[m]!);
      if (score <= bestScore) continue;
      best = m;
      bestScore = score;
    }
    const [place] = remaining.splice(best, 1);
    novelty.place(place!);
    chosen.push(place!);
  }
  return [...chosen, ...remaining];
}

import { type RepeatLogits, type RepeatScores, withRepeat } from './repeat-score.js';
import type { Candidate } from './round-robin.js';
import type { ScoredItems } from './second-stage/second-stage-serving.port.js';

/** Candidates best first; equal ones by id, as the index has them. */
export function sortedByScore(candidates: readonly Candidate[]): Candidate[] {
  // Numbers are sorted without an object for each that is compared.
  const scores = new Float64Array(candidates.length);
  const order = new Uint32Array(candidates.length);
  for (let n = 0; n < candidates.length; n++) {
    scores[n] = candidates[n]!.score;
    order[n] = n;
  }
  order.sort((a, b) => scores[b]! - scores[a]! || (candidates[a]!.itemId < candidates[b]!.itemId ? -1 : 1));
  const sorted: Candidate[] = [];
  for (const n of order) sorted.push(candidates[n]!);
  return sorted;
}

/**
 * All scored items by each of the transformer's whole scores, best first. An item without a vector is in neither list.
 * @param scored Without any item twice. @param repeats ρ of what the user had, by item id.
 */
export function ordersByModel(
  scored: readonly ScoredItems[],
  repeats: RepeatScores = new Map(),
): { general: Candidate[]; next: Candidate[] } {
  const order = (vector: keyof RepeatLogits): Candidate[] => {
    const candidates: Candidate[] = [];
    for (const { ids, [vector]: scores } of scored) {
      for (let n = 0; n < ids.length; n++) {
        const [itemId, score] = [ids[n]!, scores[n]!];
        const rho = repeats.get(itemId);
        if (!Number.isNaN(score)) candidates.push({ itemId, score: rho ? withRepeat(score, rho[vector]) : score });
      }
    }
    return sortedByScore(candidates);
  };
  return { general: order('general'), next: order('next') };
}

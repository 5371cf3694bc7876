import { type Candidate, innerProduct, mergeRepeats, withRepeat } from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, knownItems } from './evaluation-set.js';
import type { ReplayModel, UserVectorBatch } from './stars-candidates.js';

/**
 * Puts the items that users had into their places, as serving does: with a repeat head, their scores are more than the inner
 * products of the search.
 * @param users The vectors of the set's sessions. @param explore Whether items that the user had chosen are left out.
 */
export function hadItems(model: ReplayModel, set: EvaluationSet, users: UserVectorBatch, explore: boolean) {
  const { width, itemVectors } = model;
  return (session: EvaluationSession, n: number, vector: 'general' | 'next', found: Candidate[], depth: number) => {
    const query = users[vector].subarray(n * width, (n + 1) * width);
    const shift = model.dayShift?.(session);
    const live = model.itemSignals?.(session, query);
    const seen = new Set(explore ? knownItems(set, session) : []);
    const had: Candidate[] = [];
    for (const [item, rho] of model.repeats!(session)) {
      const score =
        innerProduct(query, itemVectors.subarray(item * width, (item + 1) * width)) +
        (live?.bonusOf(item) ?? 0) +
        (shift?.[item] ?? 0);
      if (seen.has(item) || Number.isNaN(score)) continue;
      had.push({ itemId: set.catalogue[item]!, score: withRepeat(score, rho[vector]) });
    }
    return mergeRepeats(found, had, depth);
  };
}

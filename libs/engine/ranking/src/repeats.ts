import type { Candidate } from './round-robin.js';

/** ρ of an item that a user had, for each of the user's vectors (docs/reference/model-equations.md, Repeat head). */
export interface RepeatLogits {
  general: number;
  next: number;
}

/** log(e^s + e^ρ): the score of an item that the user had. @param score s, of the search. @param rho ρ */
export function withRepeat(score: number, rho: number): number {
  const top = Math.max(score, rho);
  return top + Math.log1p(Math.exp(Math.min(score, rho) - top));
}

/** The best items by score, of those that a search found and those that the user had. @param had With their whole scores. */
export function mergeRepeats(found: readonly Candidate[], had: readonly Candidate[], depth: number): Candidate[] {
  const own = new Set(had.map(({ itemId }) => itemId));
  const others = found.filter(({ itemId }) => !own.has(itemId));
  return [...others, ...had].sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1)).slice(0, depth);
}

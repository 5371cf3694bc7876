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

/** Order of candidates: best first; equal ones by id, as the index has them. */
export const byScore = (a: Candidate, b: Candidate): number => b.score - a.score || (a.itemId < b.itemId ? -1 : 1);

/** The best `depth` items by score, of those that a search found and those that were scored by name, which have their whole scores. */
export function mergeRepeats(found: readonly Candidate[], named: readonly Candidate[], depth: number): Candidate[] {
  const scored = new Set(named.map(({ itemId }) => itemId));
  const others = found.filter(({ itemId }) => !scored.has(itemId));
  return [...others, ...named].sort(byScore).slice(0, depth);
}

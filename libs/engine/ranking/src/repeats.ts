import type { Candidate } from './round-robin.js';

/** Order of candidates: best first; equal ones by id, as the index has them. */
export const byScore = (a: Candidate, b: Candidate): number => b.score - a.score || (a.itemId < b.itemId ? -1 : 1);

/** The best `depth` items by score, of those that a search found and those that were scored by name, which have their whole scores. */
export function mergeRepeats(found: readonly Candidate[], named: readonly Candidate[], depth: number): Candidate[] {
  const scored = new Set(named.map(({ itemId }) => itemId));
  const others = found.filter(({ itemId }) => !scored.has(itemId));
  return [...others, ...named].sort(byScore).slice(0, depth);
}

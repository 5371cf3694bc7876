/** ρ of an item that a user had, for each of the user's vectors (docs/reference/model-equations.md, Repeat head). */
export interface RepeatLogits {
  general: number;
  next: number;
}

/** ρ of each item that one user had, by its id. A `Map` is one. */
export interface RepeatScores extends Iterable<[itemId: string, rho: RepeatLogits]> {
  get(itemId: string): RepeatLogits | undefined;
}

/** log(e^s + e^ρ): the score of an item that the user had. @param score s, of the search. @param rho ρ */
export function withRepeat(score: number, rho: number): number {
  const top = Math.max(score, rho);
  return top + Math.log1p(Math.exp(Math.min(score, rho) - top));
}

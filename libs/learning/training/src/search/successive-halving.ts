/** One round of a search: trials that go on, and what each may cost. */
export interface Rung {
  trials: number;
  /** Share of the recipe's steps. */
  share: number;
}

/** Of each round so many go on to the next: one of `ETA`. */
export const ETA = 3;

/**
 * Successive halving: all trials get a small share of the steps, the better third three times as many, and so on, until
 * few run the whole of it. @param most Rounds, at most.
 */
export function rungsOf(trials: number, most = 3): Rung[] {
  const rounds = Math.min(most, 1 + Math.floor(Math.log(trials) / Math.log(ETA) + 1e-9));
  return Array.from({ length: rounds }, (_, round) => ({
    trials: Math.ceil(trials / ETA ** round),
    share: 1 / ETA ** (rounds - 1 - round),
  }));
}

/** A trial's result in one round; no metric where it failed. */
export interface RoundResult {
  trial: number;
  metric: number | null;
}

/** The trials that go on: best first, failed ones never, of equal ones the lower number. */
export function promoted(results: readonly RoundResult[], count: number, larger: boolean): number[] {
  return results
    .filter((result): result is { trial: number; metric: number } => result.metric !== null)
    .sort((a, b) => (larger ? b.metric - a.metric : a.metric - b.metric) || a.trial - b.trial)
    .slice(0, count)
    .map(({ trial }) => trial);
}

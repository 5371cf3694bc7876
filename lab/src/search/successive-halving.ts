/** One round of a search: its number of trials, and the share of steps of each. */
export interface Rung {
  trials: number;
  /** Share of the recipe's steps. */
  share: number;
}

/** One in `ETA` trials of each round continues to the next. */
const ETA = 3;

/**
 * Successive halving: all trials get a small share of the steps, the better third three times as many, and so on, until
 * few run all steps. @param most Most rounds.
 */
export function rungsOf(trials: number, most = 3): Rung[] {
  const rounds = Math.min(most, 1 + Math.floor(Math.log(trials) / Math.log(ETA) + 1e-9));
  return Array.from({ length: rounds }, (_, round) => ({
    trials: Math.ceil(trials / ETA ** round),
    share: 1 / ETA ** (rounds - 1 - round),
  }));
}

/** A trial's result in one round; no metric if it failed. */
export interface RoundResult {
  trial: number;
  metric: number | null;
}

/** The trials that continue: best first, failed ones never, of equal ones the lower number. */
export function promoted(results: readonly RoundResult[], count: number): number[] {
  return results
    .filter((result): result is { trial: number; metric: number } => result.metric !== null)
    .sort((a, b) => b.metric - a.metric || a.trial - b.trial)
    .slice(0, count)
    .map(({ trial }) => trial);
}

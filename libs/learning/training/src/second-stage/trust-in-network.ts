import { sessionMetrics } from '../validation-metrics.js';
import { meanWithError } from './mean-with-error.js';
import type { UnseenScores } from './out-of-fold.js';
import { labelWeights } from './second-stage-examples.js';

const TRUSTS = [0, 0.25, 0.5, 0.75, 1];
/** The network has to be better than the base by so many standard errors. */
const STANDARD_ERRORS = 1;

/**
 * How much of the network counts, from 0 to 1: the share that ranks best the sessions of users whom the network has not seen. A gain
 * that may be luck counts as none.
 */
export function trustIn(scored: readonly UnseenScores[]): number {
  const losses = scored.map(lossesOf);
  const sums = TRUSTS.map((_, t) => losses.reduce((sum, of) => sum + of[t]!, 0));
  const best = sums.indexOf(Math.min(...sums));
  const gains = losses.map((of) => of[0]! - of[best]!);
  const { mean, error } = meanWithError(
    gains,
    scored.map(({ example }) => example.user),
  );
  return mean > STANDARD_ERRORS * error ? TRUSTS[best]! : 0;
}

/** By trust, the session's loss (see `listwiseLoss`) with its weight. */
function lossesOf({ example, base, added }: UnseenScores): Float64Array {
  const { purchased } = example;
  const total = labelWeights(example).reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(TRUSTS, (trust) => {
    const scores = base.map((score, n) => score + trust * added[n]!);
    return total * sessionMetrics(scores, purchased).loss;
  });
}

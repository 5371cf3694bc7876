import type { ValidationValues } from './run/fit-options.js';

const CUTOFF = 10;

/**
 * NDCG@10 and cross entropy of one session. Ties rank against the target, so that equal scores earn nothing.
 * @param scores [I] @param targets Rows of the basket's items, distinct, at least one.
 */
export function sessionMetrics(
  scores: Float32Array | Float64Array,
  targets: readonly number[] | Int32Array,
): ValidationValues {
  const wanted = new Set(targets);
  const ranks = Array.from(targets, (target) => {
    // No number compares as better than NaN: a broken model must not look perfect.
    if (!Number.isFinite(scores[target])) return scores.length;
    let better = 0;
    for (let i = 0; i < scores.length; i++) {
      if (scores[i]! > scores[target]! || (scores[i] === scores[target] && !wanted.has(i))) better++;
    }
    return better;
  });
  // Targets with equal scores share a rank so far: the n-th of them moves n places down.
  ranks.sort((a, b) => a - b);
  let gain = 0;
  ranks.forEach((rank, i) => {
    const place = i > 0 ? Math.max(rank, ranks[i - 1]! + 1) : rank;
    ranks[i] = place;
    if (place < CUTOFF) gain += 1 / Math.log2(place + 2);
  });
  let ideal = 0;
  for (let place = 0; place < Math.min(CUTOFF, targets.length); place++) ideal += 1 / Math.log2(place + 2);
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > top) top = score;
  let total = 0;
  for (const score of scores) total += Math.exp(score - top);
  const logTotal = Math.log(total) + top;
  let loss = 0;
  for (const target of targets) loss += (logTotal - scores[target]!) / targets.length;
  return { ndcg: gain / ideal, loss };
}

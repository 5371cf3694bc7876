/**
 * log p_j with p_j = (c_j + α) / (Σ_k c_k + α·I) (docs/reference/model-equations.md, Loss). α = 1 keeps log p finite for items that were
 * never bought.
 */
export function logPopularity(counts: ArrayLike<number>, alpha = 1): Float32Array {
  const scale = logTotal(counts, alpha);
  const logP = new Float32Array(counts.length);
  // Not `from`, which takes five times as long: evaluations need one a day.
  for (let i = 0; i < counts.length; i++) logP[i] = Math.log(counts[i]! + alpha) - scale;
  return logP;
}

/** log p of an item that was never bought, or that is newer than the counts. */
export const unseenLogPopularity = (counts: ArrayLike<number>, alpha = 1): number =>
  Math.log(alpha) - logTotal(counts, alpha);

function logTotal(counts: ArrayLike<number>, alpha: number): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  return Math.log(total + alpha * counts.length);
}

/** α of counts of late (`priorDays`): a count is often below 1. */
export const RECENT_ALPHA = 0.5;

/**
 * Which of several hypotheses are rejected so that the chance of any false rejection is at most `alpha` (Holm 1979).
 * @param p One a hypothesis. @returns In the same order.
 */
export function holm(p: readonly number[], alpha = 0.05): boolean[] {
  const rejected = p.map(() => false);
  const order = [...p.keys()].sort((a, b) => p[a]! - p[b]!);
  for (const [rank, n] of order.entries()) {
    if (p[n]! > alpha / (p.length - rank)) break;
    rejected[n] = true;
  }
  return rejected;
}

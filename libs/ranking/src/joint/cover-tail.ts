/** How the last places of a list are given away: to items that few others are shown, within a stated budget. */
export interface TailCoverage {
  /** Places at the end of the list. */
  slots: number;
  /** What a unit of ln(1 + popularity) costs a candidate there, in units of the score. */
  penalty: number;
  /** Only so many of the best by score may take those places. */
  within: number;
}

/**
 * The best k by score, ties to the lower place; the last `slots` of them by score − penalty · ln(1 + popularity), among the best
 * `within`. What is popular is on everybody's list: without this the same few items take most places of all lists.
 * @param scores [n] @param logPopularity [n] ln(1 + purchases) @returns places in [0, n), best first
 */
export function topWithCoverage(
  scores: Float32Array,
  logPopularity: Float32Array,
  k: number,
  { slots, penalty, within }: TailCoverage,
): number[] {
  const order = Array.from(scores, (_, place) => place).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const sure = Math.max(0, k - slots);
  const reduced = (place: number): number => scores[place]! - penalty * logPopularity[place]!;
  const tail = order
    .slice(sure, Math.max(within, k))
    .sort((a, b) => reduced(b) - reduced(a) || a - b)
    .slice(0, Math.min(k, order.length) - Math.min(sure, order.length));
  return [...order.slice(0, sure), ...tail];
}

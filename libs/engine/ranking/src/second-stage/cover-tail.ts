/** How the last places of a list go to less popular items, within a stated budget. */
export interface TailCoverage {
  /** Places at the end of a list of ten or more; a shorter list gives places in proportion, rounded down. */
  slots: number;
  /** What a unit of ln(1 + popularity) costs a candidate for these places, in units of the score. */
  penalty: number;
  /** Only this many of the best by score may take these places. */
  within: number;
}

/** The list by score alone. */
export const PLAIN_TAIL: TailCoverage = { slots: 0, penalty: 0, within: 0 };

/** Shorter lists give fewer places: a list of one is the best item. */
const WHOLE_LIST = 10;

/**
 * The best `shown` of a list by score, ties to the lower place; the last of them (see `slots`) by score − penalty · ln(1 + popularity), among the best
 * `within`. Without this the same few popular items take most places of all lists.
 * @param scores [n] @param logPopularity [n] ln(1 + purchases) @param pool at least `shown`: what follows the list is by score alone
 * @returns at most `pool` places in [0, n), best first
 */
export function topWithCoverage(
  scores: Float32Array,
  logPopularity: Float32Array,
  shown: number,
  { slots, penalty, within }: TailCoverage,
  pool = shown,
): number[] {
  const order = Array.from(scores, (_, place) => place).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const given = Math.floor((slots * Math.min(shown, WHOLE_LIST)) / WHOLE_LIST);
  const sure = Math.max(0, shown - given);
  const reduced = (place: number): number => scores[place]! - penalty * logPopularity[place]!;
  const tail = order
    .slice(sure, Math.max(within, shown))
    .sort((a, b) => reduced(b) - reduced(a) || a - b)
    .slice(0, Math.min(shown, order.length) - Math.min(sure, order.length));
  const list = [...order.slice(0, sure), ...tail];
  if (pool <= shown) return list;
  const listed = new Set(list);
  return [...list, ...order.filter((place) => !listed.has(place)).slice(0, pool - shown)];
}

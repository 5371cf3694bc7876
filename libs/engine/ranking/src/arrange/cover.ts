import type { RankedItem } from '../round-robin.js';

/** How the last places of a list go to less popular items. */
export interface CoverageRule {
  /** Places at the end of the list. */
  places: number;
  /** What a unit of ln(1 + purchases) costs an item for these places, in units of the score. */
  penalty: number;
  /** Only this many of the best by score may take these places. */
  within: number;
}

export const COVERAGE_PENALTY = 0.4;
export const COVERAGE_WITHIN = 100;

/**
 * The order of a ranking in which the last of `shown` places go by score − penalty · ln(1 + purchases). The budget: no place before
 * them changes, no item from deeper than `within` is shown, and an item passes another only if its score is lower by at most
 * `penalty` times the difference of their logarithms. What follows the list is as ranked.
 * @param ranked Best first. An item whose popularity is not known takes no place from one whose is.
 * @returns places in `ranked`
 */
export function cover(
  ranked: readonly Pick<RankedItem, 'score' | 'logPopularity'>[],
  shown: number,
  { places, penalty, within }: CoverageRule,
): number[] {
  const order = ranked.map((_, place) => place);
  const sure = Math.max(0, shown - places);
  const reduced = order.map((place) => {
    const { score, logPopularity } = ranked[place]!;
    return logPopularity === undefined ? Number.NEGATIVE_INFINITY : score - penalty * logPopularity;
  });
  const last = order
    .slice(sure, Math.max(within, shown))
    .sort((a, b) => (reduced[a] === reduced[b] ? a - b : reduced[b]! - reduced[a]!))
    .slice(0, Math.max(0, shown - sure));
  const covered = new Set(last);
  return [...order.slice(0, sure), ...last, ...order.slice(sure).filter((place) => !covered.has(place))];
}

import type { CandidateSource } from '@stars/contracts';
import type { Explainable } from './second-stage/score-shares.js';

/** An item that a search or a table proposed. */
export interface Candidate {
  itemId: string;
  /** The inner product that found it, or another score that orders its list. */
  score: number;
}

/** One source's candidates, best first. */
export interface RankedList {
  source: CandidateSource;
  items: readonly Candidate[];
}

export interface RankedItem extends Candidate {
  source: CandidateSource;
  /** From 0. */
  position: number;
  /** The item that it is in the list because of. */
  because?: string;
  /** ln(1 + purchases by anybody) of an item that the second stage ranked by its own statistics. */
  logPopularity?: number;
  /** Its score is in log-odds, as that of the network of the second stage is; set for lists with fatigue or boosts alone. */
  logOdds?: boolean;
  /** What fatigue took off, at most 0; see `shiftScores`. */
  fatigue?: number;
  /** What a merchandiser's boosts added; below 0: took off. */
  boost?: number;
  /** What each group of features adds to the second stage's score. */
  explainable?: Explainable;
}

/**
 * RR: round robin over the lists, from the first. Each list gives its best item that is not placed yet; a list without
 * such an item is skipped. At most `pool` items, without duplicates.
 *
 * Only the first `pool` items of each list can matter: a deeper item is only reached after as many before it are placed.
 * @param first Items that are placed before all others, best first.
 */
export function interleave(
  lists: readonly RankedList[],
  pool: number,
  first: readonly Omit<RankedItem, 'position'>[] = [],
): RankedItem[] {
  const ranked: RankedItem[] = first.slice(0, pool).map((item, position) => ({ ...item, position }));
  const placed = new Set(ranked.map(({ itemId }) => itemId));
  const cursors = lists.map(() => 0);
  for (let turn = 0, skipped = 0; ranked.length < pool && skipped < lists.length; turn = (turn + 1) % lists.length) {
    const { source, items } = lists[turn]!;
    let at = cursors[turn]!;
    while (at < items.length && placed.has(items[at]!.itemId)) at++;
    const item = items[at];
    cursors[turn] = at + 1;
    if (item === undefined) {
      skipped++;
      continue;
    }
    skipped = 0;
    placed.add(item.itemId);
    ranked.push({ itemId: item.itemId, score: item.score, source, position: ranked.length });
  }
  return ranked;
}

import type { RankedItem } from '../round-robin.js';

/** What is added to an item's score: by fatigue, at most 0, and by a merchandiser's boosts. */
export interface ScoreShift {
  fatigue: number;
  boost: number;
}

const NONE: ScoreShift = { fatigue: 0, boost: 0 };

/**
 * A ranking whose items rise or sink by what is added to their scores; the others keep their order. Where scores are log-odds, an item stands
 * among those whose scores are like its new one. In other lists its place, from 1, grows by a factor of e^−shift. Neither kind of list mixes
 * with the other.
 * @param ranked Best first. @param shiftOf Of an item; undefined for none
 */
export function shiftScores(
  ranked: readonly RankedItem[],
  shiftOf: (itemId: string) => ScoreShift | undefined,
): RankedItem[] {
  const shifted: RankedItem[] = [];
  for (let from = 0, to = 0; from < ranked.length; from = to) {
    const { logOdds } = ranked[from]!;
    while (to < ranked.length && ranked[to]!.logOdds === logOdds) to++;
    // Cold-start items may stand below worse ones, and stay there.
    let least = Number.POSITIVE_INFINITY;
    const run = ranked.slice(from, to).map((item, n) => {
      const { fatigue, boost } = shiftOf(item.itemId) ?? NONE;
      const shift = fatigue + boost;
      least = logOdds ? Math.min(least, item.score) : -Math.log(from + n + 1);
      const score = logOdds ? item.score + shift : item.score;
      return { worth: least + shift, item: shift === 0 && boost === 0 ? item : { ...item, score, fatigue, boost } };
    });
    run.sort((a, b) => b.worth - a.worth);
    shifted.push(...run.map(({ item }) => item));
  }
  return shifted;
}

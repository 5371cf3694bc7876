import type { RankedItem } from '../round-robin.js';

/** How items sink that the user saw on the surface of the list and did not choose. */
export interface FatigueRule {
  /** What a unit of ln(1 + times) costs: in units of the score, or of the logarithm of the place where scores are no log-odds. */
  strength: number;
  /** How often the user saw each item in vain, above 0; see `timesInVain`. */
  times: ReadonlyMap<string, number>;
}

/** After so long, a time that an item was seen counts half, ms. */
const HALF_LIFE_MS = 7 * 86_400_000;

/**
 * How often the user saw each item on a surface until `now` (ms) without choosing it since. A choice is any event of the item, wherever it
 * was chosen.
 */
export function timesInVain(
  seen: readonly { itemId: string; surface: string; time: number }[],
  chosen: readonly { itemId: string; time: number }[],
  { surface, now }: { surface: string; now: number },
): Map<string, number> {
  const lastChoice = new Map<string, number>();
  for (const { itemId, time } of chosen) {
    if (time <= now) lastChoice.set(itemId, Math.max(time, lastChoice.get(itemId) ?? time));
  }
  const times = new Map<string, number>();
  for (const item of seen) {
    const { itemId, time } = item;
    if (item.surface !== surface || time > now || time <= (lastChoice.get(itemId) ?? Number.NEGATIVE_INFINITY))
      continue;
    times.set(itemId, (times.get(itemId) ?? 0) + 2 ** ((time - now) / HALF_LIFE_MS));
  }
  return times;
}

/**
 * A ranking in which seen items sink by `strength · ln(1 + times)`; what was not seen keeps its order. Where scores are log-odds, an item
 * sinks below those whose scores are higher than what is left of its own. In other lists its place, from 1, grows by a factor of
 * (1 + times)^strength. Neither kind of list mixes with the other.
 * @param ranked Best first.
 */
export function sink(ranked: readonly RankedItem[], { strength, times }: FatigueRule): RankedItem[] {
  const sunk: RankedItem[] = [];
  for (let from = 0, to = 0; from < ranked.length; from = to) {
    const { logOdds } = ranked[from]!;
    while (to < ranked.length && ranked[to]!.logOdds === logOdds) to++;
    // Cold-start items may stand below worse ones, and stay there.
    let least = Number.POSITIVE_INFINITY;
    const run = ranked.slice(from, to).map((item, n) => {
      const seen = times.get(item.itemId);
      const fatigue = seen === undefined ? 0 : -strength * Math.log1p(seen);
      least = logOdds ? Math.min(least, item.score) : -Math.log(from + n + 1);
      return { worth: least + fatigue, item: fatigue === 0 ? item : { ...item, ...lowered(item, fatigue) } };
    });
    run.sort((a, b) => b.worth - a.worth);
    sunk.push(...run.map(({ item }) => item));
  }
  return sunk;
}

const lowered = ({ score, logOdds }: RankedItem, fatigue: number) => ({
  score: logOdds ? score + fatigue : score,
  fatigue,
});

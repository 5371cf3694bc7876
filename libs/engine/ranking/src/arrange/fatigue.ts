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

/** What fatigue takes off an item's score, at most 0. */
export const fatigueOf = ({ strength, times }: FatigueRule, itemId: string): number => {
  const seen = times.get(itemId);
  return seen === undefined ? 0 : -strength * Math.log1p(seen);
};

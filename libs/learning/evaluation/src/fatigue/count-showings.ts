import { timesInVain } from '@stars/ranking';

/** One time that a user saw an item on a surface. */
export interface Showing {
  userId: string;
  itemId: string;
  /** How often the user had seen it there before, older times counting less, as fatigue counts them. */
  before: number;
  /** The same without the times up to the last choice: 0 at first, and after each choice. */
  inVain: number;
  /** Whether the user chose it within an hour, and before seeing it again. */
  chosen: boolean;
}

/** A choice later than this is not of the showing, ms. */
const CHOICE_MS = 3_600_000;

/**
 * What one user saw on one surface, with what came of it.
 * @param seen Each once a page, in any order. @param choices The user's events of items, in any order.
 */
export function countShowings(
  userId: string,
  seen: readonly { itemId: string; time: number }[],
  choices: readonly { itemId: string; time: number }[],
): Showing[] {
  const chosen = Map.groupBy(choices, ({ itemId }) => itemId);
  return [...Map.groupBy(seen, ({ itemId }) => itemId)].flatMap(([itemId, showings]) => {
    const ofItem = chosen.get(itemId) ?? [];
    const ordered = showings.map(({ time }) => ({ itemId, surface: '', time })).sort((a, b) => a.time - b.time);
    return ordered.map(({ time }, n) => {
      const until = Math.min(time + CHOICE_MS, ordered[n + 1]?.time ?? Number.POSITIVE_INFINITY);
      const countBefore = (clearing: typeof ofItem): number =>
        timesInVain(ordered.slice(0, n), clearing, { surface: '', now: time }).get(itemId) ?? 0;
      const inVain = countBefore(ofItem.filter((choice) => choice.time < time));
      const isChosen = ofItem.some((choice) => choice.time >= time && choice.time < until);
      return { userId, itemId, before: countBefore([]), inVain, chosen: isChosen };
    });
  });
}

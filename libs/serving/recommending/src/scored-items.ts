import type { ServedPrior } from '@stars/inference';
import type { ScoredItems } from '@stars/ranking';
import type { ItemScores } from '@stars/vector-index';

/** @param scores By query; empty: there are none. */
export function withScores(ids: readonly string[], scores: readonly ArrayLike<number>[]): ScoredItems {
  const none = (): Float64Array => new Float64Array(ids.length).fill(Number.NaN);
  return { ids, general: scores[0] ?? none(), next: scores[1] ?? none() };
}

/** With recent popularity. */
export function shifted({ passes, scores }: ItemScores, itemIds: readonly string[], prior: ServedPrior): ItemScores {
  const added = scores.map(() => new Float64Array(itemIds.length));
  for (let n = 0; n < itemIds.length; n++) {
    const shift = prior.shiftOf(itemIds[n]!);
    for (let query = 0; query < scores.length; query++) added[query]![n] = scores[query]![n]! + shift;
  }
  return { passes, scores: added };
}

/** Those of the items `from` to `to` (exclusive) that pass. */
export function passing(
  itemIds: readonly string[],
  { passes, scores }: ItemScores,
  from: number,
  to: number,
): ScoredItems {
  const ids: string[] = [];
  const kept = scores.map(() => new Float64Array(to - from));
  for (let n = from; n < to; n++) {
    if (passes[n] !== 1) continue;
    for (let query = 0; query < scores.length; query++) kept[query]![ids.length] = scores[query]![n]!;
    ids.push(itemIds[n]!);
  }
  return withScores(ids, kept);
}

export const joined = (one: ScoredItems, other: ScoredItems): ScoredItems => ({
  ids: [...one.ids, ...other.ids],
  general: [...Array.from(one.general).slice(0, one.ids.length), ...Array.from(other.general)],
  next: [...Array.from(one.next).slice(0, one.ids.length), ...Array.from(other.next)],
});

import { StarsError } from '@stars/errors';
import type { InteractionLog } from '@stars/features';
import type { DayInteractions } from './day-interactions.js';

export interface Catalogue {
  /** Item ids, ascending by code unit. */
  ids: string[];
  /** `log.items` index to index into `ids`, or -1. */
  indexOf: Int32Array;
}

/**
 * Items with at least `minInteractions` distinct (user, day) up to and including `throughDay`.
 * @param all Events of every kind: an item that everybody looks at and nobody buys is a candidate, and a hard one.
 * Errors: `STARS_NOT_ENOUGH_DATA` when no item qualifies.
 */
export function buildCatalogue(
  log: InteractionLog,
  all: DayInteractions,
  options: { throughDay: number; minInteractions: number },
): Catalogue {
  const counts = new Uint32Array(log.items.length);
  for (let a = 0; a < all.row.length; a++) {
    if (all.day[a]! <= options.throughDay) counts[all.item[a]!]!++;
  }
  const kept: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i]! >= options.minInteractions && counts[i]! > 0) kept.push(i);
  if (kept.length === 0) {
    throw new StarsError(
      'STARS_NOT_ENOUGH_DATA',
      `No item has ${options.minInteractions} interactions or more in the training period.`,
    );
  }
  kept.sort((a, b) => (log.items[a]! < log.items[b]! ? -1 : 1));
  const indexOf = new Int32Array(log.items.length).fill(-1);
  kept.forEach((item, index) => {
    indexOf[item] = index;
  });
  return { ids: kept.map((item) => log.items[item]!), indexOf };
}

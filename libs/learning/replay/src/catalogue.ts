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
 * @param options `ids`: the items themselves, whatever the log has of them.
 * @param all Events of every kind: an item that everybody looks at and nobody buys is a candidate, and a hard one.
 * Errors: `STARS_NOT_ENOUGH_DATA` when no item qualifies.
 */
export function buildCatalogue(
  log: InteractionLog,
  all: DayInteractions,
  options: { throughDay: number; minInteractions: number; ids?: readonly string[] },
): Catalogue {
  if (options.ids) return catalogueOf(log, options.ids);
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
  return catalogueOf(
    log,
    kept.map((item) => log.items[item]!),
  );
}

function catalogueOf(log: InteractionLog, given: readonly string[]): Catalogue {
  const ids = [...given].sort((a, b) => (a < b ? -1 : 1));
  const places = new Map(ids.map((id, index) => [id, index]));
  return { ids, indexOf: Int32Array.from(log.items, (id) => places.get(id) ?? -1) };
}

import type { BrowsingRow, ItemSequence } from './browsing-row.js';
import { SessionIndex } from './session-index.js';
import { SessionItemKnn } from './session-item-knn.js';
import {
  bestOfLastCategory,
  lastViewedThenNeighbours,
  lastViewedThenPopularity,
  sessionPopularity,
} from './simple-rows.js';
import { VSknn } from './v-sknn.js';

/** What the rankings learn from: all events of a session alike. */
export interface BrowsedSessions {
  /** Learned items: numbers in `sessions` are below. */
  items: number;
  sessions: readonly ItemSequence[];
  /** [items] or longer: category of each item, −1: unknown. Absent: no ranking by category. */
  categories?: ArrayLike<number>;
}

/** All simple rankings of a visitor's session, fitted on the same sessions. */
export function browsingRows({ items, sessions, categories }: BrowsedSessions): BrowsingRow[] {
  const index = new SessionIndex(items, sessions);
  const neighbours = new VSknn(index);
  return [
    lastViewedThenPopularity(index),
    new SessionItemKnn(index),
    neighbours,
    lastViewedThenNeighbours(neighbours),
    ...(categories ? [bestOfLastCategory(index, categories)] : []),
    sessionPopularity(index),
  ];
}

import { BestItems } from '../best-items.js';
import { SessionIndex, type SessionItems } from './session-index.js';
import type { SessionLog } from './session-log.js';

/** For each of I items the K others that most of its users had, or that are most often bought in one session with it. */
export interface NeighbourTable {
  /** K */
  size: number;
  /** [I, K] most similar first; -1 if there are fewer. */
  items: Int32Array;
  /** [I, K] cosine of the two items' users, shrunk. */
  likeness: Float32Array;
}

export type NeighbourOptions = typeof NEIGHBOUR_DEFAULTS;

const NEIGHBOUR_DEFAULTS = {
  /** K */
  size: 50,
  /** Most items of a user: the latest. */
  itemsPerUser: 500,
  /** Most sessions: the latest; of one day, those of the first users of the log. */
  sessions: 100_000,
};

/** Neighbours are counted from so many users: the first in the order of samples (`inSampleOrder` of @stars/features). */
export const NEIGHBOUR_USERS = 20_000;

/** The two tables of a ranker. */
export interface NeighbourTables {
  /** Which items the same users had. */
  neighbours: NeighbourTable;
  /** Which items are met in one session, by events of any kind. */
  together: NeighbourTable;
  /** What is met in sessions like the current one; absent: the layout does not ask. */
  sessions?: SessionIndex | undefined;
}

/** Added to an item's number of users: two items of one user each are not similar. */
const SHRINKAGE = 20;

/** Of the sample of users, in the order of samples, only with sessions before the morning. */
export interface NeighbourLogs {
  /** Sessions of target events. */
  purchases: SessionLog;
  /** Sessions of events of every kind that counts. */
  met: SessionLog;
  /** Sessions of all users; absent: the layout does not ask. */
  sessions?: SessionItems | undefined;
}

/** @param items I */
export const neighbourTables = ({ purchases, met, sessions }: NeighbourLogs, items: number): NeighbourTables => ({
  neighbours: itemNeighbours(purchases, items),
  together: itemsMetTogether(met, items),
  ...(sessions ? { sessions: new SessionIndex(sessions, items) } : {}),
});

/**
 * Which items go together, by who had them (item-kNN over users). Time grows with the square of a user's items and space with
 * I · K.
 */
export function itemNeighbours(
  log: SessionLog,
  items: number,
  { size, itemsPerUser }: NeighbourOptions = NEIGHBOUR_DEFAULTS,
): NeighbourTable {
  return mostTogether(itemsOfUsers(log, itemsPerUser), items, size);
}

/** Which items are met in one session. */
export function itemsMetTogether(
  log: SessionLog,
  items: number,
  { size, sessions }: NeighbourOptions = NEIGHBOUR_DEFAULTS,
): NeighbourTable {
  const latest = [...log.day.keys()].sort((a, b) => log.day[b]! - log.day[a]! || a - b).slice(0, sessions);
  const sets = latest.map((session) => log.item.subarray(log.itemOffsets[session]!, log.itemOffsets[session + 1]!));
  return mostTogether(sets, items, size);
}

/** For each item the others that most of its sets hold. @param ofUser Sets of distinct items. */
function mostTogether(ofUser: readonly Int32Array[], items: number, size: number): NeighbourTable {
  const usersOf = transpose(ofUser, items);
  const found: NeighbourTable = {
    size,
    items: new Int32Array(items * size).fill(-1),
    likeness: new Float32Array(items * size),
  };
  if (ofUser.length === 0) return found;
  const length = Float64Array.from(usersOf, (list) => Math.sqrt(list.length + SHRINKAGE));
  const together = new Int32Array(items);
  const touched = new Int32Array(items + 1);
  const best = new BestItems(size);
  for (let item = 0; item < items; item++) {
    let count = 0;
    for (const user of usersOf[item]!) {
      const had = ofUser[user]!;
      for (let n = 0; n < had.length; n++) {
        const other = had[n]!;
        const met = together[other]!++;
        // Half of them are met for the first time: a branch here would be guessed wrong as often.
        touched[count] = other;
        count += (met - 1) >>> 31;
      }
    }
    let floor = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < count; n++) {
      const other = touched[n]!;
      const met = together[other]!;
      together[other] = 0;
      const most = length[item]! * length[other]!;
      // Nearly all end here: a product costs less than a quotient.
      if (met < floor * most || other === item) continue;
      const like = met / most;
      if (!best.takes(like, other)) continue;
      best.put(like, other);
      floor = best.floor * (1 - 1e-9);
    }
    best.drainTo(found.items, item * size, found.likeness);
  }
  return found;
}

function itemsOfUsers(log: SessionLog, most: number): Int32Array[] {
  const ofUser: Int32Array[] = [];
  for (let user = 0; user + 1 < log.userOffsets.length; user++) {
    const latest = new Set<number>();
    for (let session = log.userOffsets[user + 1]! - 1; session >= log.userOffsets[user]!; session--) {
      for (let at = log.itemOffsets[session]!; at < log.itemOffsets[session + 1]!; at++) {
        if (latest.size < most) latest.add(log.item[at]!);
      }
    }
    ofUser.push(Int32Array.from(latest));
  }
  return ofUser;
}

function transpose(ofUser: readonly Int32Array[], items: number): number[][] {
  const usersOf = Array.from({ length: items }, (): number[] => []);
  ofUser.forEach((list, user) => {
    for (const item of list) usersOf[item]!.push(user);
  });
  return usersOf;
}

import { BestItems } from '../best-items.js';
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

export interface NeighbourOptions {
  /** K */
  size: number;
  /** Most users that are counted: of more, every n-th. */
  users: number;
  /** Most items of a user: the latest. */
  itemsPerUser: number;
}

export const NEIGHBOUR_DEFAULTS: NeighbourOptions = { size: 50, users: 20_000, itemsPerUser: 500 };

export const TOGETHER_DEFAULTS = { size: 50, sessions: 100_000 };

/** Added to an item's number of users: two items of one user each are not similar. */
const SHRINKAGE = 20;

/**
 * Which items go together, by who had them before `day` (item-kNN over users). Time grows with the square of a user's
 * items and space with I · K.
 */
export function itemNeighbours(
  log: SessionLog,
  day: number,
  items: number,
  options: NeighbourOptions = NEIGHBOUR_DEFAULTS,
): NeighbourTable {
  return together(itemsOfUsers(log, day, options), items, options.size);
}

/** Which items are bought in one session, by the latest `sessions` sessions before `day`. */
export function itemsBoughtTogether(
  log: SessionLog,
  day: number,
  items: number,
  { size, sessions } = TOGETHER_DEFAULTS,
): NeighbourTable {
  const known = [...log.day.keys()].filter((session) => log.day[session]! < day);
  const latest = known.sort((a, b) => log.day[b]! - log.day[a]! || a - b).slice(0, sessions);
  const sets = latest.map((session) => log.item.subarray(log.itemOffsets[session]!, log.itemOffsets[session + 1]!));
  return together(sets, items, size);
}

/** For each item the others that most of its sets hold. @param ofUser Sets of distinct items. */
function together(ofUser: readonly Int32Array[], items: number, size: number): NeighbourTable {
  const usersOf = transpose(ofUser, items);
  const found: NeighbourTable = {
    size,
    items: new Int32Array(items * size).fill(-1),
    likeness: new Float32Array(items * size),
  };
  if (ofUser.length === 0) return found;
  const length = Float64Array.from(usersOf, (list) => Math.sqrt(list.length + SHRINKAGE));
  const together = new Int32Array(items);
  const touched = new Int32Array(items);
  const best = new BestItems(size);
  for (let item = 0; item < items; item++) {
    let count = 0;
    for (const user of usersOf[item]!) {
      const had = ofUser[user]!;
      for (let n = 0; n < had.length; n++) {
        const other = had[n]!;
        if (together[other]!++ === 0) touched[count++] = other;
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

function itemsOfUsers(log: SessionLog, day: number, { users, itemsPerUser }: NeighbourOptions): Int32Array[] {
  const total = log.userOffsets.length - 1;
  const stride = Math.max(1, Math.ceil(total / users));
  const ofUser: Int32Array[] = [];
  for (let user = 0; user < total; user += stride) {
    const latest = new Set<number>();
    for (let session = log.userOffsets[user + 1]! - 1; session >= log.userOffsets[user]!; session--) {
      if (log.day[session]! >= day) continue;
      for (let at = log.itemOffsets[session]!; at < log.itemOffsets[session + 1]!; at++) {
        if (latest.size < itemsPerUser) latest.add(log.item[at]!);
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

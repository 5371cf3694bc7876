import type { OwnItems } from './own-items.js';
import { DAY_DECAYS } from './own-items.js';
import type { VisitLog } from './visit-log.js';

/** For each of I items the K that most of its users also had. */
export interface ItemNeighbours {
  /** K */
  size: number;
  /** [I, K] most alike first; -1 where there are fewer. */
  items: Int32Array;
  /** [I, K] cosine of the two items' users, shrunk. */
  likeness: Float32Array;
}

export interface NeighbourOptions {
  /** K */
  size: number;
  /** Users that are looked at, at most: every n-th of more. */
  users: number;
  /** Items of a user, at most: the latest. */
  itemsPerUser: number;
}

export const NEIGHBOUR_DEFAULTS: NeighbourOptions = { size: 50, users: 20_000, itemsPerUser: 500 };

/** Added to an item's number of users: two items of one user each are not alike. */
const SHRINKAGE = 20;

/**
 * Which items go together, by who had them before `day` (item-kNN over users). Time grows with the square of a user's
 * items and space with I · K.
 */
export function itemNeighbours(
  log: VisitLog,
  day: number,
  items: number,
  options: NeighbourOptions = NEIGHBOUR_DEFAULTS,
): ItemNeighbours {
  const { ofUser, users } = itemsOfUsers(log, day, options);
  const usersOf = transpose(ofUser, items);
  const { size } = options;
  const found: ItemNeighbours = {
    size,
    items: new Int32Array(items * size).fill(-1),
    likeness: new Float32Array(items * size),
  };
  if (users === 0) return found;
  const length = Float64Array.from(usersOf, (list) => Math.sqrt(list.length + SHRINKAGE));
  const together = new Float64Array(items);
  for (let item = 0; item < items; item++) {
    const touched: number[] = [];
    for (const user of usersOf[item]!) {
      for (const other of ofUser[user]!) if (other !== item && together[other]!++ === 0) touched.push(other);
    }
    for (const other of touched) together[other]! /= length[item]! * length[other]!;
    touched.sort((a, b) => together[b]! - together[a]! || a - b);
    touched.slice(0, size).forEach((other, k) => {
      found.items[item * size + k] = other;
      found.likeness[item * size + k] = together[other]!;
    });
    for (const other of touched) together[other] = 0;
  }
  return found;
}

function itemsOfUsers(log: VisitLog, day: number, { users, itemsPerUser }: NeighbourOptions) {
  const total = log.userOffsets.length - 1;
  const stride = Math.max(1, Math.ceil(total / users));
  const ofUser: number[][] = [];
  for (let user = 0; user < total; user += stride) {
    const latest = new Set<number>();
    for (let visit = log.userOffsets[user + 1]! - 1; visit >= log.userOffsets[user]!; visit--) {
      if (log.day[visit]! >= day) continue;
      for (let at = log.itemOffsets[visit]!; at < log.itemOffsets[visit + 1]!; at++) {
        if (latest.size < itemsPerUser) latest.add(log.item[at]!);
      }
    }
    ofUser.push([...latest]);
  }
  return { ofUser, users: ofUser.length };
}

function transpose(ofUser: readonly number[][], items: number): number[][] {
  const usersOf = Array.from({ length: items }, (): number[] => []);
  ofUser.forEach((list, user) => {
    for (const item of list) usersOf[item]!.push(user);
  });
  return usersOf;
}

/** Place in `DAY_DECAYS` of the decay (60 days) that own items weigh by, and the most that one weighs. */
const WEIGHT_DECAY = 3;
const MOST_WEIGHT = 2;

/** How much each item is like what one user had; for one user after the other. */
export class Likeness {
  /** [I] sum over own items of weight · likeness; 0 for what is like none of them. */
  readonly scores: Float64Array;
  private touched: number[] = [];

  constructor(
    private readonly neighbours: ItemNeighbours,
    items: number,
  ) {
    this.scores = new Float64Array(items);
  }

  read(own: OwnItems): void {
    for (const item of this.touched) this.scores[item] = 0;
    this.touched = [];
    const { size, items, likeness } = this.neighbours;
    for (const item of own.items) {
      const weight = Math.min(MOST_WEIGHT, own.byDay[item * DAY_DECAYS.length + WEIGHT_DECAY]!);
      for (let at = item * size; at < (item + 1) * size && items[at]! >= 0; at++) {
        const other = items[at]!;
        if (this.scores[other] === 0) this.touched.push(other);
        this.scores[other]! += weight * likeness[at]!;
      }
    }
  }

  /** The `count` items most like what the user had, and new to the user; equal ones by number. */
  best(own: OwnItems, count: number): number[] {
    if (count === 0) return [];
    const { scores } = this;
    const precedes = (a: number, b: number): boolean => scores[a]! > scores[b]! || (scores[a] === scores[b] && a < b);
    // Thousands are touched and few are wanted: a list that stays sorted costs less than sorting all.
    const found: number[] = [];
    for (const item of this.touched) {
      if (own.count[item]! > 0) continue;
      if (found.length === count && !precedes(item, found[count - 1]!)) continue;
      if (found.length === count) found.pop();
      let at = found.length;
      while (at > 0 && precedes(item, found[at - 1]!)) at--;
      found.splice(at, 0, item);
    }
    return found;
  }
}

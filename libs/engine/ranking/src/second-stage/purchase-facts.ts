import { byDay } from './by-day.js';
import type { SessionLog } from './session-log.js';

/** One purchase as the statistics of all users count it: a distinct user, local day and item. */
export interface PurchaseFact {
  item: number;
  /** Local day number. */
  day: number;
  /** That of the user's last event of the day, by the caller's numbering. */
  region: number;
  /** Days since the same user's last purchase of the item; 0: it is the first. */
  gap: number;
}

/** Somebody did something else with an item on a day: a distinct user, local day and item of one kind of event. */
export interface EvidenceFact {
  item: number;
  day: number;
  /** Place of the kind in the layout's `evidence`. */
  kind: number;
}

/** N facts in ascending order of day; each array has one value a fact. */
export interface PurchaseFacts {
  item: Int32Array;
  day: Int32Array;
  region: Uint32Array;
  gap: Int32Array;
}

/** The facts of a log: of an item that a profile holds no longer, the next purchase counts as the first. @param items Number of items */
export function purchaseFacts(log: SessionLog, items: number): PurchaseFacts {
  const size = log.item.length;
  const sessionOf = new Uint32Array(size);
  const gaps = new Int32Array(size);
  const lastDay = new Int32Array(items);
  const lastUser = new Int32Array(items).fill(-1);
  for (let user = 0; user + 1 < log.userOffsets.length; user++) {
    for (let session = log.userOffsets[user]!; session < log.userOffsets[user + 1]!; session++) {
      const day = log.day[session]!;
      for (let at = log.itemOffsets[session]!; at < log.itemOffsets[session + 1]!; at++) {
        const item = log.item[at]!;
        sessionOf[at] = session;
        if (lastUser[item] === user && log.forgotten?.[at] !== 1) gaps[at] = day - lastDay[item]!;
        lastUser[item] = user;
        lastDay[item] = day;
      }
    }
  }
  const order = byDay(log, sessionOf);
  return {
    item: Int32Array.from(order, (at) => log.item[at]!),
    day: Int32Array.from(order, (at) => log.day[sessionOf[at]!]!),
    region: Uint32Array.from(order, (at) => log.region[sessionOf[at]!]!),
    gap: Int32Array.from(order, (at) => gaps[at]!),
  };
}

import type { InteractionLog } from './interaction-log.js';

/** A user's learned rows grouped into baskets: rows `starts[b]` to `starts[b + 1]` (exclusive) are basket b. */
export interface Baskets {
  user: number;
  /** Rows of the log, in time order. */
  rows: Uint32Array;
  /** [baskets + 1] */
  starts: Uint32Array;
}

/** Baskets `from` to `until` (exclusive) of one user: one training sequence. */
export interface Window {
  baskets: Baskets;
  from: number;
  until: number;
  /** Tokens. */
  length: number;
}

/** Groups each user's rows of known items by time. @param itemRow [log items] learned row, or -1. */
export function basketsOf(log: InteractionLog, itemRow: Int32Array): Baskets[] {
  const result: Baskets[] = [];
  for (let user = 0; user < log.users.length; user++) {
    const rows: number[] = [];
    const starts: number[] = [];
    let time = Number.NaN;
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (itemRow[log.item[row]!]! < 0) continue;
      if (log.time[row] !== time) {
        time = log.time[row]!;
        starts.push(rows.length);
      }
      rows.push(row);
    }
    if (rows.length === 0) continue;
    starts.push(rows.length);
    result.push({ user, rows: Uint32Array.from(rows), starts: Uint32Array.from(starts) });
  }
  return result;
}

/**
 * Cuts each history into sequences of whole baskets and at most `maxLength` tokens. Where the first cut falls is
 * drawn anew each epoch, so that every basket is seen with long and with short histories before it. A basket of more
 * tokens than fit stands alone and is cut when it is written.
 */
export function cutWindows(histories: readonly Baskets[], maxLength: number, random: () => number): Window[] {
  const windows: Window[] = [];
  for (const baskets of histories) {
    const { starts } = baskets;
    const count = starts.length - 1;
    let room = Math.max(1, Math.floor(maxLength * (0.25 + 0.75 * random())));
    let from = 0;
    while (from < count) {
      let until = from + 1;
      while (until < count && starts[until + 1]! - starts[from]! <= room) until++;
      const length = Math.min(maxLength, starts[until]! - starts[from]!);
      windows.push({ baskets, from, until, length });
      from = until;
      room = maxLength;
    }
  }
  return windows;
}

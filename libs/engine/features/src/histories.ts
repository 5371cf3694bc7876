import type { InteractionLog } from './interaction-log.js';

/** One user's events with learned items, oldest first. Events of one time are a basket. n events, b baskets. */
export interface UserHistory {
  userId: string;
  /** [b + 1] basket k is events `starts[k]` to `starts[k + 1]` (exclusive). */
  starts: Uint32Array;
  /** [n] learned row. */
  item: Int32Array;
  /** [n] ms since 1970. */
  time: Float64Array;
  /** [n] `InteractionType` */
  type: Uint8Array;
  /** [n] index into the store's regions. */
  region: Uint32Array;
}

/**
 * Histories by number, in a fixed order. A store need not hold them: one on disk reads a history on request, so a reader
 * must not keep one for longer than a step.
 */
export interface HistoryStore {
  /** Users with at least one event. */
  readonly count: number;
  readonly regions: readonly string[];
  /** [b + 1] the starts of history `index`, without its events: enough to plan an epoch. */
  starts(index: number): Uint32Array;
  read(index: number): UserHistory;
}

/**
 * Each user's events of learned items, in the log's order of users; users without any are skipped.
 * @param itemRow [log items] learned row, or -1.
 * @param strictOrder Whether each event is its own basket.
 */
export function* eachHistory(log: InteractionLog, itemRow: Int32Array, strictOrder = false): Generator<UserHistory> {
  for (let user = 0; user < log.users.length; user++) {
    const rows: number[] = [];
    const starts: number[] = [];
    let time = Number.NaN;
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (itemRow[log.item[row]!]! < 0) continue;
      if (strictOrder || log.time[row] !== time) {
        time = log.time[row]!;
        starts.push(rows.length);
      }
      rows.push(row);
    }
    if (rows.length === 0) continue;
    starts.push(rows.length);
    yield {
      userId: log.users[user]!,
      starts: Uint32Array.from(starts),
      item: Int32Array.from(rows, (row) => itemRow[log.item[row]!]!),
      time: Float64Array.from(rows, (row) => log.time[row]!),
      type: Uint8Array.from(rows, (row) => log.type[row]!),
      region: Uint32Array.from(rows, (row) => log.region[row]!),
    };
  }
}

/** All histories of a log, in memory. */
export class MemoryHistories implements HistoryStore {
  readonly #histories: UserHistory[];
  readonly regions: readonly string[];

  /** As `eachHistory`. */
  constructor(log: InteractionLog, itemRow: Int32Array, strictOrder = false) {
    this.#histories = [...eachHistory(log, itemRow, strictOrder)];
    this.regions = log.regions;
  }

  get count(): number {
    return this.#histories.length;
  }

  starts(index: number): Uint32Array {
    return this.#histories[index]!.starts;
  }

  read(index: number): UserHistory {
    return this.#histories[index]!;
  }
}

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
  /** [n] index into the log's regions. */
  region: Uint32Array;
}

/**
 * Histories of a log's users, by number, in the log's order of users; users without an event of a learned item are skipped.
 * Each is made from the log when it is read, so memory holds one number for each user, however long the log is.
 */
export class Histories {
  readonly regions: readonly string[];
  /** [histories] index of the user in the log. */
  readonly #users: Uint32Array;

  /**
   * @param itemRow [log items] learned row, or -1.
   * @param strictOrder Whether each event is its own basket.
   */
  constructor(
    private readonly log: InteractionLog,
    private readonly itemRow: Int32Array,
    private readonly strictOrder = false,
  ) {
    this.regions = log.regions;
    this.#users = Uint32Array.from(log.users.keys()).filter((user) => this.#rowsOf(user).length > 0);
  }

  get count(): number {
    return this.#users.length;
  }

  /** [b + 1] the starts of history `index`, without its events: enough to plan an epoch. */
  starts(index: number): Uint32Array {
    return this.#startsOf(this.#rowsOf(this.#users[index]!));
  }

  read(index: number): UserHistory {
    const { log, itemRow } = this;
    const user = this.#users[index]!;
    const rows = this.#rowsOf(user);
    return {
      userId: log.users[user]!,
      starts: this.#startsOf(rows),
      item: Int32Array.from(rows, (row) => itemRow[log.item[row]!]!),
      time: Float64Array.from(rows, (row) => log.time[row]!),
      type: Uint8Array.from(rows, (row) => log.type[row]!),
      region: Uint32Array.from(rows, (row) => log.region[row]!),
    };
  }

  /** Rows of the user's events with learned items. */
  #rowsOf(user: number): number[] {
    const rows: number[] = [];
    for (let row = this.log.userOffsets[user]!; row < this.log.userOffsets[user + 1]!; row++) {
      if (this.itemRow[this.log.item[row]!]! >= 0) rows.push(row);
    }
    return rows;
  }

  #startsOf(rows: readonly number[]): Uint32Array {
    const { time } = this.log;
    const starts = [...rows.keys()].filter((n) => n === 0 || this.strictOrder || time[rows[n]!] !== time[rows[n - 1]!]);
    return Uint32Array.from([...starts, rows.length]);
  }
}

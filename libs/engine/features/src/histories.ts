import { type BasketRules, type Baskets, basketsOf } from './baskets.js';
import type { InteractionLog } from './interaction-log.js';
import { isTargetType } from './target-kind.js';

/** One user's events with learned items, oldest first. Events of one time, or of one order, are a basket. n events, b baskets. */
export interface UserHistory extends Baskets {
  userId: string;
  /** [n] learned row. */
  item: Int32Array;
  /** [n] ms since 1970: of the basket's first event. */
  time: Float64Array;
  /** [n] `InteractionType` */
  type: Uint8Array;
  /** [n] index into the log's regions. */
  region: Uint32Array;
  /** [n] 1 for an event of the target kind. */
  target: Uint8Array;
}

/** Learned rows of the events of the target kind in basket `basket`; none after the history's end. */
export function targetsOf({ starts, item, target }: UserHistory, basket: number): number[] {
  if (basket >= starts.length - 1) return [];
  return Array.from(item.subarray(starts[basket]!, starts[basket + 1]!)).filter(
    (_, n) => target[starts[basket]! + n] === 1,
  );
}

/** The time of each event: that of the first event of its basket. */
function timesOf({ starts }: Baskets, timeOf: (event: number) => number): Float64Array {
  const times = new Float64Array(starts.at(-1)!);
  for (let b = 0; b < starts.length - 1; b++) times.fill(timeOf(starts[b]!), starts[b], starts[b + 1]);
  return times;
}

/**
 * Histories of a log's users, by number, in the log's order of users; users without an event of a learned item are skipped.
 * Each is made from the log when it is read, so memory holds one number for each user, however long the log is.
 */
export class Histories {
  readonly regions: readonly string[];
  /** [histories] index of the user in the log. */
  readonly #users: Uint32Array;

  /** @param itemRow [log items] learned row, or -1. */
  constructor(
    private readonly log: InteractionLog,
    private readonly itemRow: Int32Array,
    private readonly rules: BasketRules = {},
  ) {
    this.regions = log.regions;
    this.#users = Uint32Array.from(log.users.keys()).filter((user) => this.#rowsOf(user).length > 0);
  }

  get count(): number {
    return this.#users.length;
  }

  /** The baskets of history `index`, without its events: enough to plan an epoch. */
  baskets(index: number): Baskets {
    return basketsOf(this.log, this.#rowsOf(this.#users[index]!), this.rules);
  }

  read(index: number): UserHistory {
    const { log, itemRow } = this;
    const user = this.#users[index]!;
    const rows = this.#rowsOf(user);
    const baskets = basketsOf(log, rows, this.rules);
    return {
      userId: log.users[user]!,
      ...baskets,
      item: Int32Array.from(rows, (row) => itemRow[log.item[row]!]!),
      time: timesOf(baskets, (n) => log.time[rows[n]!]!),
      type: Uint8Array.from(rows, (row) => log.type[row]!),
      region: Uint32Array.from(rows, (row) => log.region[row]!),
      target: Uint8Array.from(rows, (row) => (isTargetType(this.rules.target, log.type[row]!) ? 1 : 0)),
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
}

import { LIMITS } from '@stars/contracts';
import { NumberedKeys } from './numbered-keys.js';

/**
 * Purchase histories as the second stage reads them. A session is one user's day: its items are a set.
 * U users, S sessions, N distinct (session, item).
 */
export interface SessionLog {
  /** [U + 1] into the sessions; a user's are in ascending order of day. */
  userOffsets: Uint32Array;
  /** [S] local day number. */
  day: Int32Array;
  /** [S] local hour of the first event. */
  hour: Uint8Array;
  /** [S] region of the last event, by the caller's numbering; 0: none. */
  region: Uint32Array;
  /** [S + 1] into `item`. */
  itemOffsets: Uint32Array;
  /** [N] items of the caller's numbering. */
  item: Int32Array;
  /** [N] 1 if a profile did not hold the user's earlier events of the item any more; absent: it holds all. */
  forgotten?: Uint8Array;
}

/** One event; a user's must come in ascending order of time. */
export interface SessionEvent {
  item: number;
  day: number;
  hour: number;
  region: number;
  /** Number of the event among all of the user; absent: a profile holds all. */
  place?: number;
}

/**
 * Gathers events of one user after the other into sessions. An item counts once a session. An item below 0 does not count, but its
 * region does.
 */
export class SessionLogBuilder {
  readonly #userOffsets: number[] = [0];
  readonly #day: number[] = [];
  readonly #hour: number[] = [];
  readonly #region: number[] = [];
  readonly #itemOffsets: number[] = [0];
  readonly #item: number[] = [];
  readonly #inSession = new NumberedKeys();
  readonly #forgotten: number[] = [];
  /** Sessions of earlier users. */
  #earlier = 0;
  /** Places of the first event of the session, and of the last of each item. */
  #begin = 0;
  readonly #places = new Map<number, number>();

  /** All events of the next user. */
  addUser(events: Iterable<SessionEvent>): void {
    for (const { item, day, hour, region, place } of events) this.add(item, day, hour, region, place);
    this.endUser();
  }

  /** The next event of a user, by the fields of `SessionEvent`: a request adds thousands without an object for each. */
  add(item: number, day: number, hour: number, region: number, place?: number): void {
    const last = this.#day.length - 1;
    const isNew = last < this.#earlier || this.#day[last] !== day;
    if (item < 0) {
      if (!isNew) this.#region[last] = region;
      return;
    }
    if (isNew) {
      this.#begin = place ?? 0;
      this.#day.push(day);
      this.#hour.push(hour);
      this.#region.push(region);
      this.#itemOffsets.push(this.#item.length);
      this.#inSession.clear();
    } else this.#region[last] = region;
    // A stored history has nothing to forget, and a request must not wait for this.
    const before = place === undefined ? undefined : this.#places.get(item);
    if (place !== undefined) this.#places.set(item, place);
    const { size } = this.#inSession;
    if (this.#inSession.add(item) <= size) return;
    this.#forgotten.push(before !== undefined && this.#begin - before > LIMITS.historyEvents ? 1 : 0);
    this.#item.push(item);
    this.#itemOffsets[this.#day.length] = this.#item.length;
  }

  /** What comes next is of another user. */
  endUser(): void {
    this.#userOffsets.push(this.#day.length);
    this.#earlier = this.#day.length;
    this.#places.clear();
  }

  build(): SessionLog {
    return {
      userOffsets: new Uint32Array(this.#userOffsets),
      day: new Int32Array(this.#day),
      hour: new Uint8Array(this.#hour),
      region: new Uint32Array(this.#region),
      itemOffsets: new Uint32Array(this.#itemOffsets),
      item: new Int32Array(this.#item),
      ...(this.#forgotten.includes(1) ? { forgotten: new Uint8Array(this.#forgotten) } : {}),
    };
  }
}

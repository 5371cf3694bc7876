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
}

/** One event; a user's must come in ascending order of time. */
export interface SessionEvent {
  item: number;
  day: number;
  hour: number;
  region: number;
}

/** Gathers events of one user after the other into sessions. An item counts once a session; an item below 0 does not count. */
export class SessionLogBuilder {
  readonly #userOffsets: number[] = [0];
  readonly #day: number[] = [];
  readonly #hour: number[] = [];
  readonly #region: number[] = [];
  readonly #itemOffsets: number[] = [0];
  readonly #item: number[] = [];
  readonly #inSession = new Set<number>();

  addUser(events: Iterable<SessionEvent>): void {
    const before = this.#day.length;
    const inSession = this.#inSession;
    for (const { item, day, hour, region } of events) {
      if (item < 0) continue;
      const last = this.#day.length - 1;
      if (last < before || this.#day[last] !== day) {
        this.#day.push(day);
        this.#hour.push(hour);
        this.#region.push(region);
        this.#itemOffsets.push(this.#item.length);
        inSession.clear();
      } else this.#region[last] = region;
      if (inSession.has(item)) continue;
      inSession.add(item);
      this.#item.push(item);
      this.#itemOffsets[this.#day.length] = this.#item.length;
    }
    this.#userOffsets.push(this.#day.length);
  }

  build(): SessionLog {
    return {
      userOffsets: Uint32Array.from(this.#userOffsets),
      day: Int32Array.from(this.#day),
      hour: Uint8Array.from(this.#hour),
      region: Uint32Array.from(this.#region),
      itemOffsets: Uint32Array.from(this.#itemOffsets),
      item: Int32Array.from(this.#item),
    };
  }
}

/** The first session of the user in [userOffsets[u], userOffsets[u + 1]) whose day is not before `day`. */
export function firstSessionFrom(log: SessionLog, user: number, day: number): number {
  let low = log.userOffsets[user]!;
  let high = log.userOffsets[user + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log.day[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

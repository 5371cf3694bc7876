/**
 * Purchase histories as the joint ranking reads them. A visit is one user's day: whatever was taken on it is a set.
 * U users, V visits, N distinct (visit, item).
 */
export interface SessionLog {
  /** [U + 1] into the visits; a user's are in ascending order of day. */
  userOffsets: Uint32Array;
  /** [V] local day number. */
  day: Int32Array;
  /** [V] local hour of the first event. */
  hour: Uint8Array;
  /** [V] region of the last event, an index of the caller's; 0: none. */
  region: Uint32Array;
  /** [V + 1] into `item`. */
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

/** Gathers events of one user after the other into visits; an item counts once a visit, and one below 0 not at all. */
export class SessionLogBuilder {
  readonly #userOffsets: number[] = [0];
  readonly #day: number[] = [];
  readonly #hour: number[] = [];
  readonly #region: number[] = [];
  readonly #itemOffsets: number[] = [0];
  readonly #item: number[] = [];

  addUser(events: Iterable<SessionEvent>): void {
    const before = this.#day.length;
    let taken = new Set<number>();
    for (const { item, day, hour, region } of events) {
      if (item < 0) continue;
      const last = this.#day.length - 1;
      if (last < before || this.#day[last] !== day) {
        this.#day.push(day);
        this.#hour.push(hour);
        this.#region.push(region);
        this.#itemOffsets.push(this.#item.length);
        taken = new Set();
      } else this.#region[last] = region;
      if (taken.has(item)) continue;
      taken.add(item);
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

/** The first visit of the user in [userOffsets[u], userOffsets[u + 1]) whose day is not before `day`. */
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

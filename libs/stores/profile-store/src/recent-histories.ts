import { decodeHistory, emptyHistory, type PackedHistory } from './history-codec.js';

/** More than the users of a batch, who are read for the statistics, to add their events, and to encode them. */
const MOST_USERS = 2000;
/** Some 30 bytes each. */
const MOST_EVENTS = 200_000;

interface RecentHistory {
  stored: Uint8Array;
  history: PackedHistory;
}

/** Histories that were read or written last, as they are stored and decoded: to decode one takes most of the time of a read. */
export class RecentHistories {
  /** By the id of the user's row; the last one used is last. */
  readonly #users = new Map<number, RecentHistory>();
  #events = 0;

  /** Do not change it. Errors: those of `decodeHistory`. */
  read({ id, history: stored }: { id: number; history: Uint8Array | null }): PackedHistory {
    if (stored === null) return emptyHistory();
    const recent = this.#users.get(id);
    // Another process may have written it since.
    const history = recent && Buffer.compare(recent.stored, stored) === 0 ? recent.history : decodeHistory(stored);
    this.keep(id, { stored, history });
    return history;
  }

  keep(id: number, recent: RecentHistory): void {
    this.forget(id);
    this.#users.set(id, recent);
    this.#events += recent.history.times.length;
    for (const oldest of this.#users.keys()) {
      if (this.#users.size <= MOST_USERS && this.#events <= MOST_EVENTS) break;
      this.forget(oldest);
    }
  }

  forget(id: number): void {
    this.#events -= this.#users.get(id)?.history.times.length ?? 0;
    this.#users.delete(id);
  }
}

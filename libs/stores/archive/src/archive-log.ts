import { StarsError } from '@stars/errors';
import type { ObjectStore } from '@stars/object-store';
import { SharedRun } from '@stars/platform';
import { kindNamed } from './archive-kind.js';
import { type ArchiveEntry, type ArchiveState, afterEntry, EMPTY_STATE, oldestErasure } from './archive-state.js';

const LOG = '_log/';
/** What readers read: the state as of some entry, written over and over. */
export const STATE_KEY = '_state.json';
/** What others watch: a few bytes that stay when the writer has died. */
const HEALTH_KEY = '_health.json';
/** Entries that stay although the state has them, for writers that are slow. */
const KEPT_ENTRIES = 1000;

export interface ArchiveHealth {
  /** The archive has all that was on the bus at this time, ms; null before the first. */
  caughtUp: number | null;
  /** When the archive read of the oldest erasure that waits, ms; null if none waits. */
  oldestErasure: number | null;
}

const entryKey = (seq: number): string => `${LOG}${String(seq).padStart(12, '0')}.json`;

/**
 * The log of an archive: numbered entries, each written by `putIfAbsent`, so that of several writers one gets a number. Names of
 * Hive layouts that begin with an underscore are no data.
 */
export class ArchiveLog {
  #state: ArchiveState = EMPTY_STATE;
  /** The entry as of which the state was published. */
  #published = 0;
  /** Two at once would take each entry twice. */
  readonly #refreshing = new SharedRun(() => this.#refresh());

  constructor(readonly store: ObjectStore) {}

  get state(): ArchiveState {
    return this.#state;
  }

  /** Reads what is new. Errors: those of the store; `STARS_UNREADABLE_FILE` for an archive of another format. */
  async refresh(signal?: AbortSignal): Promise<ArchiveState> {
    await this.#refreshing.ask();
    signal?.throwIfAborted();
    return this.#state;
  }

  async #refresh(): Promise<void> {
    if (this.#state.seq === 0) await this.#readState();
    for await (const key of this.store.list(LOG, { after: entryKey(this.#state.seq) })) {
      const bytes = key === entryKey(this.#state.seq + 1) ? await this.store.get(key) : undefined;
      if (!bytes) return this.#refreshFar();
      this.#apply(JSON.parse(bytes.toString('utf8')) as ArchiveEntry);
    }
  }

  /** Entries that this process lacks are deleted by now: the state that others published has them. */
  async #refreshFar(): Promise<void> {
    const { seq } = this.#state;
    await this.#readState();
    if (this.#state.seq <= seq) throw this.#unreadable(`${entryKey(seq + 1)} is missing`);
    return this.#refresh();
  }

  /** Writes the next entry; false if another writer was faster: then the state has its entry. Errors: those of the store. */
  async append(entry: ArchiveEntry, signal?: AbortSignal): Promise<boolean> {
    const key = entryKey(this.#state.seq + 1);
    const written = await this.store.putIfAbsent(key, JSON.stringify(entry), { signal });
    if (written) this.#apply(entry);
    else await this.refresh(signal);
    return written !== undefined;
  }

  async health(signal?: AbortSignal): Promise<ArchiveHealth> {
    const bytes = await this.store.get(HEALTH_KEY, { signal });
    return bytes ? (JSON.parse(bytes.toString('utf8')) as ArchiveHealth) : { caughtUp: null, oldestErasure: null };
  }

  /**
   * Writes health and state for readers, and deletes entries that nobody needs any more.
   * @param caughtUp as of when the archive has everything; absent: it is what it was
   */
  async publish(signal?: AbortSignal, caughtUp?: number): Promise<void> {
    const { seq, erasures } = this.#state;
    const until = caughtUp ?? (await this.health(signal)).caughtUp;
    // JSON makes null of what is infinite.
    const health = JSON.stringify({ caughtUp: until, oldestErasure: oldestErasure(erasures) });
    await this.store.put(HEALTH_KEY, health, { signal });
    if (this.#published === seq) return;
    await this.store.put(STATE_KEY, JSON.stringify(this.#state), { signal });
    this.#published = seq;
    const old: string[] = [];
    for await (const key of this.store.list(LOG, { signal })) {
      if (key >= entryKey(seq - KEPT_ENTRIES)) break;
      old.push(key);
    }
    if (old.length >= KEPT_ENTRIES) await this.store.delete(old, { signal });
  }

  async #readState(): Promise<void> {
    const bytes = await this.store.get(STATE_KEY);
    if (!bytes) return;
    const state = JSON.parse(bytes.toString('utf8')) as ArchiveState;
    if (state.format !== EMPTY_STATE.format) throw this.#unreadable(`${STATE_KEY} has format ${state.format}`);
    if (state.seq <= this.#state.seq) return;
    this.#state = state;
    this.#published = state.seq;
  }

  #apply(entry: ArchiveEntry): void {
    this.#state = afterEntry(this.#state, entry, (kind) => kindNamed(kind).topic);
  }

  #unreadable(why: string): StarsError {
    return new StarsError('STARS_UNREADABLE_FILE', `the archive ${this.store.place} cannot be read: ${why}`);
  }
}

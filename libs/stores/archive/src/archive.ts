import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { ObjectStore } from '@stars/object-store';
import { openWorkFolder } from '@stars/platform';
import { ArchiveImport } from './archive-import.js';
import { ARCHIVE_KINDS, type ArchiveKind } from './archive-kind.js';
import { type ArchiveHealth, ArchiveLog } from './archive-log.js';
import type { ArchiveState, Plan } from './archive-state.js';
import { type ArchiveEnds, endsBefore, endsOf } from './bus-ranges.js';
import { ColumnReader } from './column-reader.js';
import { erasePass, readyErasures, writeProofs } from './erase.js';
import { ingest, planIngest } from './ingest.js';
import { planMerge, rewrite } from './rewrite.js';
import { deleteStray } from './stray-files.js';
import { Tombstones } from './tombstones.js';
import { isAnotherTopic } from './topic-marks.js';
import { UserHash } from './user-hash.js';
import { type UserRows, userRows } from './user-rows.js';

export interface ArchiveOptions {
  bus: Pick<EventBus, 'read' | 'endOffsets'>;
  store: ObjectStore;
  /** Secret of at least 16 characters, for hashes of deleted users. A new key finds no user that was hashed with the old one. */
  key: string;
  /** ms since 1970. */
  now: () => number;
  /** Messages that are read at a time. Default a million: some 200 MB on the disk while they are sorted. */
  mostRows?: number;
  /** For how long replaced files stay, for readers that have begun, ms. Default ten minutes. */
  graceMs?: number;
}

/** A hash of nobody, by which a key is known again. */
const KEY_CHECK = '_key-check';
const MOST_ROWS = 1_000_000;
const GRACE_MS = 600_000;

/**
 * The long memory: what the bus has, as Parquet files on an object store, each message once. Every change is planned in the
 * archive's log and then done, so that a writer that is killed leaves a plan that the next one does again, with the same names.
 * Several writers may work on one archive; docs/decisions/0008-the-archive.md.
 *
 * Errors of all calls: those of the bus and of the store.
 */
export class Archive {
  readonly #log: ArchiveLog;
  readonly #hash: UserHash;
  #keyChecked = false;

  /** Errors: `STARS_CONFIG_INVALID` for a key that is too short. */
  constructor(private readonly options: ArchiveOptions) {
    this.#log = new ArchiveLog(options.store);
    this.#hash = new UserHash(options.key);
  }

  /** As of the last call. */
  get state(): ArchiveState {
    return this.#log.state;
  }

  /** How it is now, in a few bytes: also for who does not read the state. */
  health = (signal?: AbortSignal): Promise<ArchiveHealth> => this.#log.health(signal);

  /** The state as it is now. */
  refresh(signal?: AbortSignal): Promise<ArchiveState> {
    return this.#log.refresh(signal);
  }

  /** Whom the archive knows as deleted, as of now. Errors also: `STARS_CONFIG_INVALID` for another key than the archive's. */
  async tombstones(signal?: AbortSignal): Promise<Tombstones> {
    await this.#checkKey(signal);
    const { tombstones, files } = await this.#log.refresh(signal);
    return new Tombstones(tombstones, [...new Set(files.map(({ tenant }) => tenant))], this.#hash);
  }

  /** Rows of a user by kind and day, one folder a call: the next after `after`; undefined after the last. */
  rowsOfUser(
    user: { tenant: string; userId: string },
    after: string,
    signal?: AbortSignal,
  ): Promise<UserRows | undefined> {
    const parts = { store: this.options.store, refresh: () => this.#log.refresh(signal) };
    return userRows(parts, user, after, signal);
  }

  /** By topic, how far archive and bus go together. */
  async ends(topics: readonly string[], signal?: AbortSignal): Promise<Record<string, [number, number][]>> {
    const { positions } = await this.#log.refresh(signal);
    return endsOf(this.options.bus, positions, topics);
  }

  /** Reads rows of some kinds, of the archive and of what the bus has beyond it, as of `ends`, for as long as `work` takes. */
  async columns<T>(
    ends: ArchiveEnds,
    kinds: readonly string[],
    work: (reader: ColumnReader) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    using folder = openWorkFolder();
    return await work(await this.reader(folder.path, ends, kinds, signal));
  }

  /** What `columns` reads with, for as long as the folder is there. */
  async reader(path: string, ends: ArchiveEnds, kinds: readonly string[], signal?: AbortSignal): Promise<ColumnReader> {
    await this.#checkKey(signal);
    const { bus, store, now } = this.options;
    const refresh = { refresh: () => this.#log.refresh(signal) };
    const parts = { bus, store, hash: this.#hash, now, ...refresh, signal };
    return ColumnReader.open(parts, path, ends, kinds);
  }

  /**
   * Archives what is on the bus at the time of the call, merges small files, and deletes replaced ones.
   * Errors also: `STARS_CONFIG_INVALID`, once the rest is done, if a topic ends before what was archived of it, or has other messages there.
   */
  async catchUp(signal?: AbortSignal): Promise<void> {
    const begun = this.options.now();
    await this.#checkKey(signal);
    await this.#log.refresh(signal);
    await this.#finishPlan(signal);
    const anew: string[] = [];
    for (const kind of ARCHIVE_KINDS) if (!(await this.#catchUpWith(kind, signal))) anew.push(kind.topic);
    await this.merge(signal);
    await this.#deleteReplaced(this.options.graceMs ?? GRACE_MS, signal);
    await this.#log.publish(signal, anew.length === 0 ? begun : undefined);
    if (anew.length === 0) return;
    const message = `the bus has less of ${anew.join(', ')} than the archive ${this.options.store.place} took from it, or something else: the topic was made anew or restored, and what it has now is not archived`;
    throw new StarsError('STARS_CONFIG_INVALID', message, { field: 'STARS_ARCHIVE' });
  }

  async merge(signal?: AbortSignal): Promise<void> {
    for (;;) {
      const plan = planMerge(this.state, this.options.now());
      if (!plan) return;
      await this.#carryOut(plan, signal);
    }
  }

  /**
   * Carries out the erasures that can be: rewrites files, deletes the old ones without a grace, and writes a proof of each.
   * Those whose last rows are not archived yet wait. Returns how many were carried out.
   */
  async erase(signal?: AbortSignal): Promise<number> {
    await this.#checkKey(signal);
    await this.#log.refresh(signal);
    await this.#finishPlan(signal);
    const ready = readyErasures(this.state);
    if (ready.length === 0) return 0;
    const { store, now } = this.options;
    const pass = await erasePass(
      {
        ...{ store, hash: this.#hash, now },
        state: () => this.state,
        carryOut: (plan) => this.#carryOut(plan, signal),
        refresh: () => this.#log.refresh(signal),
      },
      ready,
      signal,
    );
    while (this.state.replaced.length > 0) {
      await this.#finishPlan(signal);
      await this.#deleteReplaced(0, signal);
    }
    await this.deleteStray(signal);
    await writeProofs(store, ready, { ...pass, now: now(), seq: this.state.seq }, signal);
    const done = { erased: ready.map(({ id }) => id) };
    while (ready.some(({ id }) => this.state.erasures.some((erasure) => erasure.id === id))) {
      await this.#finishPlan(signal);
      await this.#log.append(done, signal);
    }
    await this.#log.publish(signal);
    return ready.length;
  }

  /** Deletes files that no entry names: what a writer left that others had overtaken, and files of imports that broke off. */
  deleteStray(signal?: AbortSignal): Promise<void> {
    return deleteStray({ store: this.options.store, log: this.#log, now: this.options.now() }, signal);
  }

  /** Begins to write rows of a topic of `BULK_TOPICS` that come from files, and never were on the bus. */
  async beginImport(topic: string, signal?: AbortSignal): Promise<ArchiveImport> {
    await this.#checkKey(signal);
    const { store, now, mostRows = MOST_ROWS } = this.options;
    const ends = (topics: readonly string[]) => this.ends(topics, signal);
    const parts = { store, log: this.#log, hash: this.#hash, now, mostRows, ends, columns: this.columns.bind(this) };
    return ArchiveImport.open(parts, topic);
  }

  /** Hashes of two keys never meet: with another key no deleted user would be found. Errors: `STARS_CONFIG_INVALID`. */
  async #checkKey(signal?: AbortSignal): Promise<void> {
    if (this.#keyChecked) return;
    const { store } = this.options;
    const own = this.#hash.of('', '');
    const there =
      (await store.get(KEY_CHECK, { signal })) ??
      ((await store.putIfAbsent(KEY_CHECK, own, { signal })) ? own : undefined);
    const text = (there ?? (await store.get(KEY_CHECK, { signal })))?.toString();
    if (text !== own) {
      const message = `the archive ${store.place} was begun with another key`;
      throw new StarsError('STARS_CONFIG_INVALID', message, { field: 'STARS_ARCHIVE_KEY' });
    }
    this.#keyChecked = true;
  }

  /** False, and nothing is archived, if the topic is another one than that which was archived. */
  async #catchUpWith(kind: ArchiveKind, signal?: AbortSignal): Promise<boolean> {
    const { bus, now, mostRows = MOST_ROWS } = this.options;
    const ends = await bus.endOffsets(kind.topic);
    const { positions, marks } = this.state;
    if (endsBefore(ends, positions[kind.topic])) return false;
    if (await isAnotherTopic(bus, kind.topic, marks[kind.topic] ?? {}, this.#hash, signal)) return false;
    for (;;) {
      const plan = planIngest(kind, this.state, ends, { mostRows, now: now() });
      if (!plan) return true;
      await this.#carryOut(plan, signal);
    }
  }

  /** False if another writer was faster; then the state is that of the other. */
  async #carryOut(plan: Plan, signal?: AbortSignal): Promise<boolean> {
    if (this.state.plan) {
      await this.#finishPlan(signal);
      return false;
    }
    if (!(await this.#log.append({ plan }, signal))) {
      await this.#finishPlan(signal);
      return false;
    }
    return this.#finishPlan(signal);
  }

  /** Does what is planned, whoever planned it. True if this writer's result counts. */
  async #finishPlan(signal?: AbortSignal): Promise<boolean> {
    const { plan } = this.state;
    if (!plan) return false;
    const { bus, store, now } = this.options;
    const parts = { bus, store, hash: this.#hash };
    const done =
      plan.what === 'ingest'
        ? await ingest(parts, plan, this.state, now, signal)
        : await rewrite(parts, plan, this.state, now, signal);
    if (done && (await this.#log.append({ done }, signal))) return true;
    const { plan: open } = await this.#log.refresh(signal);
    if (!done && open?.seq === plan.seq) {
      throw new StarsError('STARS_UNREADABLE_FILE', `a file of the archive ${store.place} is missing`);
    }
    return false;
  }

  /** @param graceMs 0: all, whatever the clocks of other writers say */
  async #deleteReplaced(graceMs: number, signal?: AbortSignal): Promise<void> {
    const before = this.options.now() - graceMs;
    const keys = this.state.replaced.filter(({ time }) => graceMs === 0 || time <= before).map(({ key }) => key);
    if (keys.length === 0 || this.state.plan) return;
    await this.options.store.delete(keys, { signal });
    await this.#log.append({ deleted: keys }, signal);
  }
}

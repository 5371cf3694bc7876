import { randomUUID } from 'node:crypto';
import { TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { FolderObjectStore } from '@stars/object-store';
import { openWorkFolder } from '@stars/platform';
import { checkedRow, kindNamed } from '../archive-kind.js';
import {
  type ArchiveState,
  afterEntry,
  EMPTY_STATE,
  oldestErasure,
  type Plan,
  type Positions,
} from '../archive-state.js';
import { type ArchiveEnds, endsBefore, endsOf } from '../bus-ranges.js';
import { ColumnReader } from '../column-reader.js';
import { ingest, planIngest } from '../ingest.js';
import { planMerge, rewrite } from '../rewrite.js';
import { UserHash } from '../user-hash.js';

/** Messages of a topic that are read at first, at most. */
const MOST_MESSAGES = 500_000;
/** With more rows than this, the oldest are left: the window begins anew. */
const MOST_ROWS = 3 * MOST_MESSAGES;
/** Rows of deleted users are not read; so long after the deletion, ms, their files go too. */
const ERASE_MS = 15 * 60_000;
/** Files that nobody asks for go after so long, ms. */
const UNUSED_MS = 10 * 60_000;

/** What is read of a bus. */
export type ActivityBus = Pick<EventBus, 'read' | 'endOffsets' | 'firstOffsets'>;

/** What the bus has, read as an archive is. */
export interface BusRows {
  reader: ColumnReader;
  /** What happened before, ms since 1970, may be missing; undefined: nothing is. */
  knownSince: number | undefined;
}

interface Kept extends Disposable {
  path: string;
  store: FolderObjectStore;
  hash: UserHash;
  state: ArchiveState;
  /** ms since 1970 */
  since: number;
  knownSince: number | undefined;
}

/**
 * The latest of some topics of a bus without an archive. What was read stays in a temporary folder as an archive has it, so that the next
 * reader reads what is new alone. One reader at a time.
 */
export class BusWindow implements Disposable {
  #kept: Kept | undefined;
  #unused: NodeJS.Timeout | undefined;

  /** @param now the clock of deletions, ms since 1970 */
  constructor(
    private readonly bus: ActivityBus,
    private readonly kinds: readonly string[],
    private readonly now: () => number,
  ) {}

  /**
   * Rows that came since a moment, ms since 1970; of many messages the latest. Errors: those of the bus.
   * @param folder for files of the reader
   */
  async read(folder: string, since: number): Promise<BusRows> {
    clearTimeout(this.#unused);
    try {
      const ends = await endsOf(
        this.bus,
        {},
        [...this.kinds, 'user'].map((kind) => kindNamed(kind).topic),
      );
      if (this.#kept && this.#isOver(this.#kept, since, ends)) this[Symbol.dispose]();
      this.#kept ??= await this.#begin(since, ends);
      const kept = this.#kept;
      await this.#catchUp(kept, ends);
      const { store, hash, state, knownSince } = kept;
      const parts = { bus: this.bus, store, hash, now: this.now, refresh: async () => state };
      const reader = await ColumnReader.open(parts, folder, ends, this.kinds);
      return { reader, knownSince: knownSince !== undefined && knownSince > since ? knownSince : undefined };
    } catch (error) {
      // A file of a plan that broke off would be taken for that of the next plan.
      this[Symbol.dispose]();
      throw error;
    } finally {
      this.#unused = setTimeout(() => this[Symbol.dispose](), UNUSED_MS).unref();
    }
  }

  /** Deletes what is kept. */
  [Symbol.dispose](): void {
    clearTimeout(this.#unused);
    this.#kept?.[Symbol.dispose]();
    this.#kept = undefined;
  }

  #isOver({ state, since: begun }: Kept, since: number, ends: ArchiveEnds): boolean {
    const rows = state.files.reduce((sum, file) => sum + file.rows, 0);
    const isMadeAnew = Object.entries(ends).some(([topic, of]) => endsBefore(new Map(of), state.positions[topic]));
    return since < begun || rows > MOST_ROWS || isMadeAnew || this.now() - oldestErasure(state.erasures) >= ERASE_MS;
  }

  async #begin(since: number, ends: ArchiveEnds): Promise<Kept> {
    const positions: Record<string, Positions> = {};
    const known: number[] = [];
    for (const kind of this.kinds) {
      const { topic } = kindNamed(kind);
      const [first, wanted] = await Promise.all([this.bus.firstOffsets(topic), this.bus.firstOffsets(topic, since)]);
      const most = Math.ceil(MOST_MESSAGES / Math.max(1, ends[topic]!.length));
      const begun: Record<string, number> = {};
      for (const [partition, end] of ends[topic]!) {
        const kept = first.get(partition) ?? 0;
        const from = Math.max(wanted.get(partition) ?? 0, kept);
        begun[partition] = Math.max(from, end - most);
        const isWhole = begun[partition] === from && (from === 0 || from > kept);
        const time = isWhole ? undefined : await this.#firstTime(kind, partition, begun[partition]);
        if (time !== undefined) known.push(time);
      }
      positions[topic] = begun;
    }
    // What was deleted a moment ago may still be on the other topics.
    const deletions = await this.bus.firstOffsets(TOPICS.users, this.now() - ERASE_MS);
    positions[TOPICS.users] = Object.fromEntries(deletions);
    const folder = openWorkFolder();
    return {
      ...{ path: folder.path, store: new FolderObjectStore(folder.path), hash: new UserHash(randomUUID()) },
      ...{ state: { ...EMPTY_STATE, positions }, since },
      knownSince: known.length > 0 ? Math.max(...known) : undefined,
      [Symbol.dispose]: () => folder[Symbol.dispose](),
    };
  }

  async #catchUp(kept: Kept, ends: ArchiveEnds): Promise<void> {
    const limits = { mostRows: MOST_MESSAGES, now: this.now() };
    for (const kind of [...this.kinds, 'user'].map(kindNamed)) {
      const next = () => planIngest(kind, kept.state, new Map(ends[kind.topic]), limits);
      for (let plan = next(); plan; plan = next()) await this.#carryOut(kept, plan);
    }
    const next = () => planMerge(kept.state, limits.now);
    for (let plan = next(); plan; plan = next()) await this.#carryOut(kept, plan);
  }

  async #carryOut(kept: Kept, plan: Plan): Promise<void> {
    const state = afterEntry(kept.state, { plan }, topicOf);
    const planned = { ...plan, seq: state.seq };
    const parts = { bus: this.bus, store: kept.store, hash: kept.hash };
    const done =
      planned.what === 'ingest'
        ? await ingest(parts, planned, state, this.now)
        : (await rewrite(parts, planned, state, this.now))!;
    kept.state = { ...afterEntry(state, { done }, topicOf), replaced: [] };
    await kept.store.delete(done.remove);
  }

  /** When the first readable message of a partition happened from an offset on. */
  async #firstTime(name: string, partition: number, from: number): Promise<number | undefined> {
    const kind = kindNamed(name);
    const begin = new Map(await this.bus.endOffsets(kind.topic)).set(partition, from);
    for await (const batch of this.bus.read({ topic: kind.topic, from: begin, batchSize: 10 })) {
      for (const message of batch) {
        if (message.partition !== partition) continue;
        try {
          const row = checkedRow(kind, message, 0);
          if (row) return row.time;
        } catch (error) {
          if (!isStarsError(error)) throw error;
        }
      }
    }
    return undefined;
  }
}

const topicOf = (kind: string): string => kindNamed(kind).topic;

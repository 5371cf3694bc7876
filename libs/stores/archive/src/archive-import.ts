import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ARCHIVE_PARTITION, type EncodedMessage, TOPICS } from '@stars/contracts';
import { type DuckDb, sqlText } from '@stars/duckdb';
import type { ObjectStore } from '@stars/object-store';
import { openWorkFolder } from '@stars/platform';
import { ARCHIVE_KINDS, type ArchiveKind, checkedRow } from './archive-kind.js';
import type { ArchiveLog } from './archive-log.js';
import type { ArchiveFile, ArchiveState } from './archive-state.js';
import type { ArchiveEnds } from './bus-ranges.js';
import type { ColumnReader } from './column-reader.js';
import { importedName, putNew } from './ingest.js';
import { type DaysOfRows, RowWriter } from './row-writer.js';
import type { UserHash } from './user-hash.js';

export interface ImportParts {
  store: ObjectStore;
  log: ArchiveLog;
  hash: UserHash;
  /** ms since 1970. */
  now: () => number;
  /** Rows that are held, and sorted, at a time. A day is always sorted at once. */
  mostRows: number;
  ends(topics: readonly string[], signal?: AbortSignal): Promise<ArchiveEnds>;
  columns<T>(
    ends: ArchiveEnds,
    kinds: readonly string[],
    work: (reader: ColumnReader) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}

/**
 * Rows of one topic that come from files and never were on the bus. They wait in a folder of this machine, and become files of the
 * archive by one entry of its log: until then no reader sees any of them. Two imports at a time, an erasure or a merge meanwhile
 * do no harm. Memory is bounded. Dispose of it.
 *
 * Errors of all calls: those of the bus and of the store.
 */
export class ArchiveImport implements AsyncDisposable {
  #offset = 0;
  #parts = 0;
  /** The entry that announced the files. */
  #announced: number | undefined;

  private constructor(
    private readonly parts: ImportParts,
    private readonly kind: ArchiveKind,
    private readonly folder: { path: string } & Disposable,
    private readonly writer: RowWriter,
  ) {}

  /** @param topic one that the archive has events of, with ids: interactions or impressions */
  static async open(parts: ImportParts, topic: string): Promise<ArchiveImport> {
    const kind = ARCHIVE_KINDS.find((one) => one.topic === topic)!;
    const folder = openWorkFolder();
    return new ArchiveImport(parts, kind, folder, await RowWriter.open(kind, folder.path, parts.mostRows));
  }

  /** Errors: `STARS_POISON_MESSAGE` for a message that no archive can have. */
  async add(messages: readonly EncodedMessage[]): Promise<void> {
    const { topic } = this.kind;
    const now = this.parts.now();
    for (const one of messages) {
      const message = { ...one, topic, partition: ARCHIVE_PARTITION, offset: this.#offset++ };
      const row = checkedRow(this.kind, message, now);
      if (row) await this.writer.add(message, row);
    }
  }

  /**
   * Makes the rows part of the archive. Those that it or the bus has already, of the same day and id, are `duplicates`, and so are
   * those of users who were deleted later. Call it once.
   */
  async commit(signal?: AbortSignal): Promise<{ appended: number; duplicates: number }> {
    const { log } = this.parts;
    for (;;) {
      const before = await log.refresh(signal);
      const add = await this.#write(before, signal);
      if (!(await this.#append(before, add, signal))) continue;
      await log.publish(signal);
      const appended = add.reduce((sum, { rows }) => sum + rows, 0);
      return { appended, duplicates: this.#offset - appended };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.writer[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }

  #begin({ positions }: ArchiveState): number {
    return positions[this.kind.topic]?.[ARCHIVE_PARTITION] ?? 0;
  }

  /** Stores the files of what is new. */
  async #write(state: ArchiveState, signal?: AbortSignal): Promise<ArchiveFile[]> {
    const { kind, writer, folder, parts } = this;
    const days = await writer.days();
    const forgotten = await this.#prepareForgotten(state);
    // Deletions are on the topic of users.
    const kinds = ARCHIVE_KINDS.filter(({ name }) => ['user', kind.name].includes(name));
    const ends = await parts.ends(
      kinds.map(({ topic }) => topic),
      signal,
    );
    const store = async (reader: ColumnReader): Promise<ArchiveFile[]> => {
      const add: ArchiveFile[] = [];
      for (const portion of portionsOf(days, parts.mostRows)) {
        signal?.throwIfAborted();
        await fillThere(writer.db, reader, kind, portion);
        const at = join(folder.path, 'portion');
        const where = `${rowsOf(portion)} AND NOT EXISTS (FROM there t WHERE t.id = row.${kind.identity})${forgotten}`;
        for (const file of await writer.write(at, { where, shift: this.#begin(state) })) {
          const name = importedName(await this.#announce(signal), this.#parts++);
          add.push(await putNew(parts.store, kind, file, name, signal));
        }
        await rm(at, { recursive: true, force: true });
      }
      return add;
    };
    return parts.columns(
      ends,
      kinds.map(({ name }) => name),
      store,
      signal,
    );
  }

  async #announce(signal?: AbortSignal): Promise<number> {
    const { log, now } = this.parts;
    while (this.#announced === undefined) {
      if (await log.append({ importing: { time: now() } }, signal)) this.#announced = log.state.seq;
    }
    return this.#announced;
  }

  /** False if the files were made of a state that another import, or a deletion, has changed since. */
  async #append(before: ArchiveState, add: readonly ArchiveFile[], signal?: AbortSignal): Promise<boolean> {
    const { log } = this.parts;
    const seq = this.#announced;
    // There is nothing new, and nothing was announced.
    if (seq === undefined) return true;
    const begin = this.#begin(before);
    for (;;) {
      const now = await log.refresh(signal);
      const isAnnounced = now.importing.some((one) => one.seq === seq);
      if (!isAnnounced) this.#announced = undefined;
      const isSame = this.#begin(now) === begin && isDeepStrictEqual(now.tombstones, before.tombstones);
      if (!isAnnounced || !isSame) return false;
      const next = add.length > 0 ? { [this.kind.topic]: begin + this.#offset } : {};
      if (await log.append({ imported: { seq, add, next } }, signal)) return true;
    }
  }

  /** SQL: a condition that leaves out rows of users who were deleted after them. */
  async #prepareForgotten({ tombstones }: ArchiveState): Promise<string> {
    if (Object.keys(tombstones).length === 0) return '';
    const { db } = this.writer;
    const columns: [string[], string[], bigint[]] = [[], [], []];
    const users = `SELECT DISTINCT tenant, user_id FROM ${this.writer.rowsSql}`;
    for await (const [tenants, ids] of db.streamColumns<[string[], string[]]>(users)) {
      for (const [i, id] of ids.entries()) {
        const until = tombstones[this.parts.hash.of(tenants[i]!, id)];
        if (until === undefined) continue;
        columns[0].push(tenants[i]!);
        columns[1].push(id);
        columns[2].push(BigInt(until));
      }
    }
    await db.run('CREATE OR REPLACE TABLE forgotten (tenant VARCHAR, user_id VARCHAR, until BIGINT)');
    await db.append('forgotten', ['text', 'text', 'bigint'], columns);
    return ` AND NOT EXISTS (
      FROM forgotten f WHERE f.tenant = row.tenant AND f.user_id = row.user_id AND row.time <= f.until
    )`;
  }
}

/** Days of one tenant. */
type Portion = [DaysOfRows, ...DaysOfRows[]];

/** Days that together have not more than `mostRows`, or a single one. */
function portionsOf(days: readonly DaysOfRows[], mostRows: number): Portion[] {
  const portions: Portion[] = [];
  let rows = 0;
  for (const day of days) {
    const last = portions.at(-1);
    rows += day.rows;
    if (last && last[0].tenant === day.tenant && rows <= mostRows) last.push(day);
    else {
      portions.push([day]);
      rows = day.rows;
    }
  }
  return portions;
}

/** SQL: which rows are of these days. */
const rowsOf = (portion: Portion): string =>
  `row.tenant = ${sqlText(portion[0].tenant)} AND row.time BETWEEN ${portion[0].from} AND ${portion.at(-1)!.to}`;

/** Fills a table with the ids that archive and bus have of these days. */
async function fillThere(db: DuckDb, reader: ColumnReader, kind: ArchiveKind, portion: Portion): Promise<void> {
  await db.run('CREATE OR REPLACE TABLE there (id VARCHAR)');
  const days = new Set(portion.map(({ day }) => day));
  const [first, last] = [portion[0].day, portion.at(-1)!.day];
  const query = (rows: string): string => `SELECT ${kind.identity} FROM ${rows}`;
  if (!reader.days(portion[0].tenant, kind.name).some((day) => days.has(day))) return;
  for await (const ids of reader.columns<[string[]]>(portion[0].tenant, kind.name, query, { first, last })) {
    await db.append('there', ['text'], ids);
  }
}

/** Topics whose messages an import may write to the archive: events, of which no service but those of profiles has to know. */
export const BULK_TOPICS: readonly string[] = [TOPICS.interactions, TOPICS.impressions];

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDb, sqlText } from '@stars/duckdb';
import { StarsError } from '@stars/errors';
import { FolderObjectStore } from '@stars/object-store';
import { type ArchiveKind, kindNamed } from './archive-kind.js';
import type { ArchiveFile, ArchiveState } from './archive-state.js';
import type { ArchiveEnds } from './bus-ranges.js';
import type { IngestParts } from './ingest.js';
import { readTail, type Tail } from './read-tail.js';
import { CONCERNED, fetchFiles, prepareErasures } from './rewrite.js';
import { onlyOnce, openDuckDb, rowsOfFiles } from './row-writer.js';

/** Files that are fetched and queried at a time are not much larger than this together. */
const PORTION_BYTES = 32 * 1024 * 1024;
/** How often files may be replaced between a look at the archive's log and their reading. */
const ATTEMPTS = 5;
/** After every day, also after those of years that only wrong clocks know. */
const LAST_DAY = '~';

export interface ReaderParts extends IngestParts {
  /** Reads what is new in the archive's log. */
  refresh: () => Promise<ArchiveState>;
  /** ms since 1970 */
  now: () => number;
  signal?: AbortSignal | undefined;
}

interface Days {
  /** First and last UTC day, `YYYY-MM-DD`. */
  first?: string;
  last?: string;
}

interface Selection extends Days {
  /** SQL: which rows. It is true of all rows of a message, or of none: what it leaves out costs little. */
  where?: string;
}

/**
 * The rows of an archive and of what the bus has beyond it, as of fixed ends: each message once, without those of deleted users,
 * whether the archive has carried the deletions out or not. Files of some days are fetched, read and deleted in turn.
 *
 * Errors of all calls: those of the bus and of the store.
 */
export class ColumnReader {
  /** Where the tail begins: what the archive has from there on is read from the tail. */
  readonly #begun: ArchiveState['positions'];

  private constructor(
    private readonly parts: ReaderParts,
    private state: ArchiveState,
    private readonly ends: ArchiveEnds,
    private readonly folder: string,
    private readonly tail: Tail,
  ) {
    this.#begun = state.positions;
  }

  /**
   * @param folder for files of this reader
   * @param kinds what will be read: of these, what the bus has beyond the archive is written to the folder
   */
  static async open(
    parts: ReaderParts,
    folder: string,
    ends: ArchiveEnds,
    kinds: readonly string[],
  ): Promise<ColumnReader> {
    const state = await parts.refresh();
    const tail = await readTail({ ...parts, store: new FolderObjectStore(folder) }, state, ends, kinds.map(kindNamed));
    return new ColumnReader(parts, state, ends, folder, tail);
  }

  /** Tenants with rows of a kind. */
  tenants(kind: string): string[] {
    const files = [...this.state.files, ...this.tail.files];
    return [...new Set(files.flatMap((file) => (file.kind === kind ? [file.tenant] : [])))].sort();
  }

  /** Rows of a kind, at most: a message may be in two files, and rows may be past the ends or of deleted users. */
  rowsAtMost(tenant: string, kind: string, { first = '', last = LAST_DAY }: Days = {}): number {
    return this.#allFiles(tenant, kind).reduce((n, { day, rows }) => n + (day >= first && day <= last ? rows : 0), 0);
  }

  /** UTC days with rows of a kind, in order. */
  days(tenant: string, kind: string): string[] {
    return [...new Set(this.#allFiles(tenant, kind).map(({ day }) => day))].sort();
  }

  /**
   * Columns of a query in chunks of at most some 2,000 rows. It runs on the rows of some days after the others, so it must not
   * look further than a day.
   *
   * @param query SELECT over `rows`, which has the kind's columns
   */
  async *columns<Columns extends unknown[][]>(
    tenant: string,
    kind: string,
    query: (rows: string) => string,
    selection: Selection = {},
  ): AsyncGenerator<Columns> {
    for await (const { db, rows } of this.#portions(tenant, kind, selection))
      yield* db.streamColumns<Columns>(query(rows));
  }

  /**
   * Writes the rows of such a query to Parquet files in the reader's folder. DuckDB does it in a thread of its own.
   * @returns their paths
   */
  async copy(
    tenant: string,
    kind: string,
    query: (rows: string) => string,
    selection: Selection = {},
  ): Promise<string[]> {
    const paths: string[] = [];
    for await (const { db, rows } of this.#portions(tenant, kind, selection)) {
      const path = join(this.folder, `${randomUUID()}.parquet`);
      await db.run(`COPY (${query(rows)}) TO ${sqlText(path)} (FORMAT parquet)`);
      paths.push(path);
    }
    return paths;
  }

  #files(tenant: string, kind: string, of: readonly ArchiveFile[] = this.state.files): ArchiveFile[] {
    return of.filter((file) => file.tenant === tenant && file.kind === kind);
  }

  #allFiles(tenant: string, kind: string): ArchiveFile[] {
    return [...this.#files(tenant, kind), ...this.#files(tenant, kind, this.tail.files)];
  }

  /** Days whose files are together of about `PORTION_BYTES`, in order. A day is never in two. */
  async *#portions(
    tenant: string,
    kind: string,
    { first = '', last = LAST_DAY, where = 'TRUE' }: Selection,
  ): AsyncGenerator<{ db: DuckDb; rows: string }> {
    const filesOf = Map.groupBy(this.#allFiles(tenant, kind), ({ day }) => day);
    let portion: string[] = [];
    let bytes = 0;
    const days = this.days(tenant, kind).filter((day) => day >= first && day <= last);
    for (const [i, day] of days.entries()) {
      portion.push(day);
      for (const file of filesOf.get(day)!) bytes += file.bytes;
      if (bytes < PORTION_BYTES && i < days.length - 1) continue;
      this.parts.signal?.throwIfAborted();
      const folder = await mkdtemp(join(this.folder, 'portion-'));
      await using db = await openDuckDb(folder);
      try {
        const parts = { days: new Set(portion), folder, where };
        const rows = await this.#rowsOf(db, kindNamed(kind), tenant, parts);
        if (rows) yield { db, rows };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      [portion, bytes] = [[], 0];
    }
  }

  /** Undefined if an erasure has taken the last row of these days meanwhile. */
  async #rowsOf(
    db: DuckDb,
    kind: ArchiveKind,
    tenant: string,
    { days, folder, where }: { days: ReadonlySet<string>; folder: string; where: string },
  ): Promise<string | undefined> {
    const archived = await this.#fetch(kind, tenant, days, folder);
    const tail = this.#files(tenant, kind.name, this.tail.files).filter(({ day }) => days.has(day));
    const sources = [];
    if (archived.length > 0) {
      sources.push(`SELECT * FROM ${rowsOfFiles(archived)} WHERE ${this.#before(kind)} AND (${where})`);
    }
    if (tail.length > 0) {
      sources.push(`SELECT * FROM ${rowsOfFiles(tail.map(({ key }) => join(this.folder, key)))} WHERE ${where}`);
    }
    if (sources.length === 0) return undefined;
    // Files of an earlier release lack texts that came later.
    const texts = kind.columns.filter(({ type, select }) => type === 'text' && select === undefined);
    sources.push(`SELECT ${texts.map(({ name }) => `NULL::VARCHAR AS ${name}`).join(', ')} WHERE FALSE`);
    const from = `(${sources.join(' UNION ALL BY NAME ')})`;
    const erasures = [...this.state.erasures, ...this.tail.erasures];
    let kept = '';
    if (kind.holdsUsers && erasures.some((erasure) => erasure.tenant === tenant)) {
      await prepareErasures(db, from, { tenant, topic: kind.topic }, erasures, this.parts.hash);
      kept = `WHERE NOT ${CONCERNED}`;
    }
    return `(SELECT * FROM ${from} r ${kept} ${archived.length + tail.length > 1 ? onlyOnce(kind) : ''})`;
  }

  async #fetch({ name }: ArchiveKind, tenant: string, days: ReadonlySet<string>, folder: string): Promise<string[]> {
    const { store, refresh, signal } = this.parts;
    for (let attempt = 1; ; attempt++) {
      const files = this.#files(tenant, name).filter(({ day }) => days.has(day));
      const paths = await fetchFiles(store, files, folder, signal);
      if (paths) return paths;
      if (attempt === ATTEMPTS) {
        const message = `a file of kind ${name} of the archive ${store.place} is missing`;
        throw new StarsError('STARS_UNREADABLE_FILE', message);
      }
      // A merge or an erasure has replaced it: the rows are in a newer file.
      this.state = await refresh();
    }
  }

  /** SQL: what is before the ends, and not in the tail. */
  #before({ topic }: ArchiveKind): string {
    const ends = new Map(this.ends[topic]);
    const cases = Object.entries(this.#begun[topic] ?? {}).map(
      ([partition, begun]) =>
        `WHEN ${partition} THEN bus_offset < ${Math.min(begun, ends.get(Number(partition)) ?? 0)}`,
    );
    return cases.length === 0 ? 'FALSE' : `CASE bus_partition ${cases.join(' ')} ELSE FALSE END`;
  }
}

import { ARCHIVE_PARTITION } from '@stars/contracts';
import { sqlText } from '@stars/duckdb';
import type { BusMessage, EventBus } from '@stars/event-bus';
import { openWorkFolder } from '@stars/platform';
import type { Archive } from './archive.js';
import { type ArchiveColumn, kindNamed } from './archive-kind.js';
import { type ArchivedTopic, LONG_TOPICS } from './archived-message.js';
import { createRowTable, openDuckDb } from './row-writer.js';

export interface LongReadOptions {
  topic: string;
  /** All messages of a key one after the other, in their order. Default: the order of each partition, as the bus has it. */
  byKey?: boolean;
  /** As they come, every version of each; a bus has its own order. Nothing is sorted: a sort takes more disk than the archive. */
  anyOrder?: boolean;
  /** Only messages that imports wrote to the archive, from this offset of `ARCHIVE_PARTITION` on; a bus has none of them. */
  importedFrom?: number;
  signal?: AbortSignal | undefined;
}

/** What reads topics from their beginning: a `LongLog`, or a bus that keeps everything. */
export interface TopicLog {
  read(options: LongReadOptions): AsyncIterable<BusMessage[]>;
}

type Column = (string | number | boolean | null)[];

/** After the columns of the kind. */
const PLACE: readonly ArchiveColumn[] = [
  { name: 'bus_partition', type: 'double', select: 'bus_partition::DOUBLE' },
  { name: 'bus_offset', type: 'double', select: 'bus_offset::DOUBLE' },
  { name: 'tenant', type: 'text' },
];

/**
 * Topics from their beginning: what is archived, then what the bus has beyond it. Messages of deleted users
 * are left out, and so are deletions themselves. Of items and users only the newest version comes.
 * A message that was published twice may come twice. Memory is bounded: DuckDB sorts on the disk.
 *
 * Errors: those of the bus and of the archive's store.
 */
export class LongLog implements TopicLog {
  constructor(
    private readonly bus: Pick<EventBus, 'read'>,
    private readonly archive: Pick<Archive, 'ends' | 'reader'>,
  ) {}

  async *read(options: LongReadOptions): AsyncGenerator<BusMessage[]> {
    const { topic, signal } = options;
    const archived = archivedTopic(topic);
    if (archived === undefined) return yield* this.bus.read({ topic, signal });
    using folder = openWorkFolder();
    const rows = this.#rows(folder.path, archived, options);
    if (options.anyOrder) {
      for await (const chunk of rows) yield messagesOf(chunk, archived, topic);
      return;
    }
    await using db = await openDuckDb(folder.path);
    const columns = columnsOf(archived);
    await createRowTable(db, columns);
    const types = columns.map(({ type }) => type);
    for await (const chunk of rows) await db.append('row', types, chunk);
    for await (const chunk of db.streamColumns<Column[]>(sortedSql(archived, options))) {
      signal?.throwIfAborted();
      yield messagesOf(chunk, archived, topic);
    }
  }

  /** The rows of all tenants in chunks of columns. */
  async *#rows(
    folder: string,
    archived: ArchivedTopic,
    { importedFrom, signal }: LongReadOptions,
  ): AsyncGenerator<Column[]> {
    // Deletions of users are on a topic of their own.
    const needed = [...new Set([archived.kind, ...(kindNamed(archived.kind).holdsUsers ? ['user'] : [])])];
    const ends = await this.archive.ends(
      needed.map((kind) => kindNamed(kind).topic),
      signal,
    );
    const imported = `bus_partition = ${ARCHIVE_PARTITION} AND bus_offset >= ${importedFrom}`;
    const selection = importedFrom === undefined ? {} : { where: imported };
    const reader = await this.archive.reader(folder, ends, needed, signal);
    for (const tenant of reader.tenants(archived.kind)) {
      const list = columnsOf(archived).map(({ name, select = name }) => (name === 'tenant' ? sqlText(tenant) : select));
      const query = (rows: string): string => `SELECT ${list.join(', ')} FROM ${rows}`;
      yield* reader.columns<Column[]>(tenant, archived.kind, query, selection);
    }
  }
}

const archivedTopic = (topic: string): ArchivedTopic | undefined =>
  (LONG_TOPICS as Readonly<Record<string, ArchivedTopic>>)[topic];

const columnsOf = ({ columns }: ArchivedTopic): readonly ArchiveColumn[] => [...columns, ...PLACE];

function sortedSql(archived: ArchivedTopic, { byKey = false }: LongReadOptions): string {
  const { newestOf } = archived;
  const newest = newestOf ? `QUALIFY version = max(version) OVER (PARTITION BY tenant, ${newestOf})` : '';
  const order = [...(byKey ? ['tenant', newestOf ?? 'user_id'] : []), 'bus_partition', 'bus_offset'];
  return `SELECT * FROM row ${newest} ORDER BY ${order.join(', ')}`;
}

function messagesOf(chunk: Column[], { columns, messageOf }: ArchivedTopic, topic: string): BusMessage[] {
  const [partitions, offsets, tenants] = chunk.slice(columns.length) as [Column, Column, Column];
  return Array.from(partitions, (partition, row): BusMessage => {
    const own = columns.map((_, column) => chunk[column]![row]!);
    return {
      ...{ topic, partition: Number(partition), offset: Number(offsets[row]) },
      ...messageOf(String(tenants[row]), own),
      headers: {},
    };
  });
}

import { IMPORT_HEADER } from '@stars/contracts';
import { type AppendedType, DuckDb } from '@stars/duckdb';
import type { BusMessage, EventBus } from '@stars/event-bus';
import type { ObjectStore } from '@stars/object-store';
import { ARCHIVE_KINDS } from './archive-kind.js';
import { ArchiveLog } from './archive-log.js';
import { type ArchiveEnds, ArchiveReader } from './archive-reader.js';
import { ARCHIVED_TOPICS, type ArchivedTopic } from './archived-message.js';
import { openDuckDb } from './row-writer.js';
import { UserHash } from './user-hash.js';

export interface LongLogOptions {
  bus: Pick<EventBus, 'read' | 'endOffsets'>;
  store: ObjectStore;
  /** See `ArchiveOptions`. */
  key: string;
  /** ms since 1970. */
  now: () => number;
}

export interface LongReadOptions {
  topic: string;
  /** Next offsets of partitions: later messages are left out. Default: what was on the bus at the time of the call. */
  ends?: ReadonlyMap<number, number>;
  /** All messages of a key one after the other, in their order. Default: the order of each partition, as the bus has it. */
  byKey?: boolean;
  signal?: AbortSignal;
}

/** What reads topics from their beginning: a `LongLog`, or a bus that keeps everything. */
export interface TopicLog {
  read(options: LongReadOptions): AsyncIterable<BusMessage[]>;
}

type Column = (string | number | boolean | null)[];

/** Beside the columns of the kind. */
const PLACE = [
  { name: 'import_id', type: 'text' },
  { name: 'bus_partition', type: 'double', select: 'bus_partition::DOUBLE' },
  { name: 'bus_offset', type: 'double', select: 'bus_offset::DOUBLE' },
] as const;

/**
 * Topics from their beginning: what is archived, then what the bus has beyond it. Messages of deleted users, and of imports that
 * were taken back, are left out, and so are deletions and retractions themselves. Of items and users only the newest version comes.
 * A message that was published twice may come twice. Memory is bounded: DuckDB sorts on the disk.
 *
 * Errors: those of the bus and of the store.
 */
export class LongLog {
  readonly #options: LongLogOptions;
  readonly #hash: UserHash;

  constructor(options: LongLogOptions) {
    this.#options = options;
    this.#hash = new UserHash(options.key);
  }

  async *read({ topic, ends, byKey = false, signal }: LongReadOptions): AsyncGenerator<BusMessage[]> {
    const { bus, store, now } = this.#options;
    const archived = archivedTopic(topic);
    if (archived === undefined) return yield* bus.read({ topic, ...(signal ? { signal } : {}) });
    const state = await new ArchiveLog(store).refresh(signal);
    const until: Record<string, [number, number][]> = {};
    for (const kind of ARCHIVE_KINDS) {
      const asked = kind.topic === topic ? ends : undefined;
      const own = Object.entries(state.positions[kind.topic] ?? {}).map(([p, next]) => [Number(p), next] as const);
      // Partitions below zero are of no bus: rows that an import wrote straight into the archive.
      until[kind.topic] = [...new Map([...own, ...(asked ?? (await bus.endOffsets(kind.topic)))])];
    }
    const parts = { bus, store, hash: this.#hash };
    // Deletions and retractions are on the topics of both.
    const kinds = ARCHIVE_KINDS.filter(({ name }) => ['interaction', 'user', archived.kind].includes(name));
    await using reader = await ArchiveReader.open(parts, state, until satisfies ArchiveEnds, now, kinds, signal);
    for (const tenant of reader.tenants(archived.kind)) {
      await using sorted = await sortedRows(reader, tenant, archived);
      yield* messagesOf(sorted, topic, tenant, archived, byKey, signal);
    }
  }
}

const archivedTopic = (topic: string): ArchivedTopic | undefined =>
  (ARCHIVED_TOPICS as Readonly<Record<string, ArchivedTopic>>)[topic];

const columnsOf = ({ columns }: ArchivedTopic) => [...columns, ...PLACE];

/** A table `row` with the rows of a tenant. */
async function sortedRows(reader: ArchiveReader, tenant: string, topic: ArchivedTopic): Promise<DuckDb> {
  const db = await openDuckDb();
  try {
    const columns = columnsOf(topic);
    const types = { text: 'VARCHAR', bigint: 'BIGINT', double: 'DOUBLE', boolean: 'BOOLEAN' };
    await db.run(`CREATE TABLE row (${columns.map(({ name, type }) => `${name} ${types[type]}`).join(', ')})`);
    const list = columns.map(({ name, ...column }) => ('select' in column && column.select) || name).join(', ');
    const kinds = columns.map(({ type }): AppendedType => type);
    for await (const chunk of reader.columns<Column[]>(tenant, topic.kind, (rows) => `SELECT ${list} FROM ${rows}`)) {
      await db.append('row', kinds, chunk);
    }
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}

async function* messagesOf(
  db: DuckDb,
  topic: string,
  tenant: string,
  archived: ArchivedTopic,
  byKey: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<BusMessage[]> {
  const { newestOf, columns } = archived;
  const newest = newestOf ? `QUALIFY version = max(version) OVER (PARTITION BY ${newestOf})` : '';
  const order = `${byKey ? `${newestOf ?? 'user_id'}, ` : ''}bus_partition, bus_offset`;
  for await (const chunk of db.streamColumns<Column[]>(`SELECT * FROM row ${newest} ORDER BY ${order}`)) {
    signal?.throwIfAborted();
    const [importIds, partitions, offsets] = chunk.slice(columns.length) as [Column, Column, Column];
    yield Array.from(partitions, (partition, row): BusMessage => {
      const importId = importIds[row];
      const own = columns.map((_, column) => chunk[column]![row]!);
      return {
        ...{ topic, partition: Number(partition), offset: Number(offsets[row]) },
        ...archived.messageOf(tenant, own),
        headers: typeof importId === 'string' ? { [IMPORT_HEADER]: importId } : {},
      };
    });
  }
}

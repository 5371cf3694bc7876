import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decodeMessage, TOPICS, TOPICS_OF_USERS, tenantOf } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { BusMessage, EventBus } from '@stars/event-bus';
import type { ObjectStore } from '@stars/object-store';
import { openWorkFolder } from '@stars/platform';
import { type ArchiveKind, type ArchiveRow, checkedRow, kindNamed } from './archive-kind.js';
import type { ArchiveEntry, ArchiveFile, ArchiveState, Erasure, IngestPlan, Positions } from './archive-state.js';
import { endsOf, messagesIn } from './bus-ranges.js';
import { countRows, openDuckDb, RowWriter, type WrittenFile } from './row-writer.js';
import { marksOf } from './topic-marks.js';
import type { UserHash } from './user-hash.js';

export interface IngestParts {
  bus: Pick<EventBus, 'read' | 'endOffsets'>;
  store: ObjectStore;
  hash: UserHash;
}

/** The next messages of a topic that are not archived, at most `mostRows`; undefined if there are none. */
export function planIngest(
  kind: ArchiveKind,
  { positions }: Pick<ArchiveState, 'positions'>,
  ends: ReadonlyMap<number, number>,
  { mostRows, now }: { mostRows: number; now: number },
): IngestPlan | undefined {
  const ranges: Record<string, [number, number]> = {};
  let left = mostRows;
  for (const [partition, end] of ends) {
    const from = positions[kind.topic]?.[partition] ?? 0;
    const to = Math.min(end, from + left);
    if (to <= from) continue;
    ranges[partition] = [from, to];
    left -= to - from;
  }
  return left < mostRows ? { what: 'ingest', kind: kind.name, ranges, time: now } : undefined;
}

type Done = Extract<ArchiveEntry, { done: unknown }>['done'];

/**
 * Writes the rows of a planned range. Doing it again, or twice at a time, gives files of the same names, and a name that is there
 * is kept: what the first attempt wrote are the rows of the same range.
 */
export async function ingest(
  { bus, store, hash }: IngestParts,
  plan: IngestPlan & { seq: number },
  { tombstones, positions }: ArchiveState,
  now: () => number,
  signal?: AbortSignal,
): Promise<Done> {
  const kind = kindNamed(plan.kind);
  const isForgotten = forgetting(kind, tombstones, hash);
  using folder = openWorkFolder();
  await using writer = await RowWriter.open(kind, folder.path);
  const found = new Erasures(hash, plan.seq);
  const last = new Map<number, BusMessage>();
  let unreadable = 0;
  let forgotten = 0;
  for await (const message of messagesIn(bus, kind.topic, plan.ranges, signal)) {
    last.set(message.partition, message);
    try {
      if (found.take(message)) continue;
      const row = checkedRow(kind, message, plan.time);
      if (row === undefined) continue;
      if (isForgotten(row)) forgotten++;
      else await writer.add(message, row);
    } catch (error) {
      // One that concerns the message: the consumers of the topic send it to the dead letters.
      if (!isStarsError(error)) throw error;
      unreadable++;
    }
  }
  const add: ArchiveFile[] = [];
  for (const [part, file] of (await writer.write(join(folder.path, 'rows'))).entries()) {
    add.push(await putNew(store, kind, file, partName(plan.seq, part), signal));
  }
  const erasures = await found.withEnds(bus, positions, now);
  return { add, remove: [], unreadable, forgotten, erasures, marks: marksOf(last, hash), time: now() };
}

export const partName = (seq: number, part: number): string =>
  `part-${String(seq).padStart(12, '0')}-${String(part).padStart(4, '0')}.parquet`;

/** Of an import: another prefix than that of a plan, because its entry is no plan. */
export const importedName = (seq: number, part: number): string => partName(seq, part).replace('part', 'import');

/** The entry that announced a file; infinite for what is no file of ours. */
export const announcedBy = (key: string): number =>
  Number(/\/(?:part|import)-(\d+)-\d+\.parquet$/.exec(key)?.[1] ?? Number.POSITIVE_INFINITY);

/** Stores what a `RowWriter` has written. */
export async function putNew(
  store: ObjectStore,
  { name: kind }: ArchiveKind,
  file: WrittenFile,
  name: string,
  signal?: AbortSignal,
): Promise<ArchiveFile> {
  const { tenant, day } = file;
  const key = `tenant=${tenant}/kind=${kind}/day=${day}/${name}`;
  return { key, kind, tenant, day, ...(await put(store, key, file, signal)) };
}

/** Stores a file under a name that only its plan gives. */
export async function put(
  store: ObjectStore,
  key: string,
  { path, rows }: Pick<WrittenFile, 'path' | 'rows'>,
  signal?: AbortSignal,
): Promise<Pick<ArchiveFile, 'rows' | 'bytes' | 'sha256'>> {
  const stored = await store.putIfAbsent(key, { path }, { signal });
  if (stored) return { rows, bytes: stored.size, sha256: stored.sha256 };
  const there = `${path}.${randomUUID()}`;
  const found = await store.getFile(key, there, { signal });
  // Deleted meanwhile: another writer is far ahead, and this attempt will not count.
  if (!found) return { rows, bytes: (await stat(path)).size, sha256: '' };
  await using db = await openDuckDb(dirname(path));
  return { rows: await countRows(db, there), bytes: found.size, sha256: found.sha256 };
}

/** Whether a row is of a user who was deleted after it: a device was offline for long, or a backup was imported. */
export function forgetting(
  { holdsUsers, columns }: ArchiveKind,
  tombstones: ArchiveState['tombstones'],
  hash: UserHash,
): (row: ArchiveRow) => boolean {
  if (!holdsUsers || Object.keys(tombstones).length === 0) return () => false;
  const at = columns.findIndex(({ name }) => name === 'user_id');
  return ({ tenant, time, values }) =>
    time <= (tombstones[hash.of(tenant, String(values[at]))] ?? Number.NEGATIVE_INFINITY);
}

/** Collects who is to be erased. */
class Erasures {
  readonly #found = new Map<string, Omit<Erasure, 'id' | 'noticed' | 'ends'> & { own: Positions }>();

  constructor(
    private readonly hash: UserHash,
    private readonly seq: number,
  ) {}

  /** True for the deletion of a user, which is no row. */
  take(message: BusMessage): boolean {
    if (message.topic !== TOPICS.users) return false;
    const { change } = decodeMessage(TOPICS.users, message.value);
    if (change?.$case !== 'delete') return false;
    const { objection } = change.value;
    const tenant = tenantOf(change.value.tenantId);
    const user = this.hash.of(tenant, change.value.userId);
    const time = change.value.time?.getTime() ?? 0;
    const own = { [message.partition]: message.offset };
    this.#found.set(`${user} ${time} ${objection}`, { tenant, user, time, ...(objection && { objection }), own });
    return true;
  }

  /** @param archived how far the archive is: a topic that was made anew ends before that */
  async withEnds(
    bus: Pick<EventBus, 'endOffsets'>,
    archived: ArchiveState['positions'],
    now: () => number,
  ): Promise<Erasure[]> {
    if (this.#found.size === 0) return [];
    const found = Object.entries(await endsOf(bus, archived, TOPICS_OF_USERS));
    const ends = Object.fromEntries(found.map(([topic, of]): [string, Positions] => [topic, Object.fromEntries(of)]));
    const noticed = now();
    return [...this.#found.values()].map(({ own, ...erasure }, i) => ({
      id: `${String(this.seq).padStart(12, '0')}-${i}`,
      ...erasure,
      noticed,
      // Changes of a user that follow the deletion on its topic stay.
      ends: { ...ends, [TOPICS.users]: { ...ends[TOPICS.users], ...own } },
    }));
  }
}

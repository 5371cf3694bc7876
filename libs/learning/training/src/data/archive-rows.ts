import type { ArchiveEnds, ColumnReader } from '@stars/archive';
import { clockFault, type EventClock, readUserDeletion, TOPICS, type Topic } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { EventSample, WrongTimes } from '@stars/features';

export interface ArchiveLoadOptions {
  tenant: string;
  /** Where the data end. */
  ends: ArchiveEnds;
  /** The sample that was chosen before; null: all of it; absent: chosen now. */
  sample?: EventSample | null | undefined;
  seed: number;
  maxEvents: number;
  /** What times of events and pages are checked against: those that cannot be true are left out. */
  clock: EventClock;
  /** Called with the numbers of events and pages left out because of `clock`, if there are any. */
  onWrongTimes?: (wrong: WrongTimes) => void;
  impressions?: boolean;
  onProgress?: (topic: Topic, messages: number) => void;
  onPagesLeftOut?: (before: string) => void;
  signal?: AbortSignal;
}

/** SQL: where a message is on the bus, as one number that fits a double. */
export const POSITION = '(bus_partition * 4398046511104.0 + bus_offset)::DOUBLE';

/** What training data are read from. */
export interface ArchiveSource {
  reader: ColumnReader;
  options: ArchiveLoadOptions;
  sample: EventSample | undefined;
  /** Users who were deleted after the ends: events up to that time (ms) do not count. */
  forgotten: ReadonlyMap<string, number>;
  wrongTimes: WrongTimes;
}

/** Whether an event or a page of that time (ms) counts. */
export function counts({ forgotten, options, wrongTimes }: ArchiveSource, userId: string, time: number): boolean {
  if (forgotten.size > 0 && time <= (forgotten.get(userId) ?? Number.NEGATIVE_INFINITY)) return false;
  const fault = clockFault(time, options.clock);
  if (fault) wrongTimes[fault]++;
  return fault === undefined;
}

/** Users who were deleted after the ends, and until when they are forgotten, ms. */
export async function deletedSince(
  bus: EventBus,
  { ends, tenant, signal }: ArchiveLoadOptions,
): Promise<Map<string, number>> {
  const deleted = new Map<string, number>();
  const from = new Map(ends[TOPICS.users]);
  for await (const batch of bus.read({ topic: TOPICS.users, from, ...(signal ? { signal } : {}) })) {
    for (const { value } of batch) {
      const { tenantId, userId = '', time } = readUserDeletion(value) ?? {};
      if (tenantId !== tenant) continue;
      deleted.set(userId, Math.max(time?.getTime() ?? Number.POSITIVE_INFINITY, deleted.get(userId) ?? 0));
    }
  }
  return deleted;
}

/** Calls `each` with the place of every row in its chunk of columns. */
export async function eachRow<Columns extends unknown[][]>(
  { reader, options: { tenant, onProgress } }: ArchiveSource,
  { kind, topic, query, part }: { kind: string; topic: Topic; query: (rows: string) => string; part?: object },
  each: (columns: Columns, i: number) => void,
): Promise<void> {
  let rows = 0;
  for await (const columns of reader.columns<Columns>(tenant, kind, query, part)) {
    for (let i = 0; i < columns[0]!.length; i++) each(columns, i);
    rows += columns[0]!.length;
    onProgress?.(topic, rows);
    // A read from a local file hardly waits: let timers and signals run here.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The newest version of each key, in the order of the first one on the bus. */
export class Newest {
  readonly #known = new Map<string, { first: number; version: number; position: number; value: string }>();

  add(key: string, version: number, position: number, value: string): void {
    const known = this.#known.get(key);
    const first = Math.min(known?.first ?? position, position);
    if (known && (known.version > version || (known.version === version && known.position > position))) {
      known.first = first;
    } else this.#known.set(key, { first, version, position, value });
  }

  *values(): Generator<[string, string]> {
    for (const [key, { value }] of [...this.#known].sort(([, a], [, b]) => a.first - b.first)) yield [key, value];
  }
}

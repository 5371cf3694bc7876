import type { Archive, ArchiveEnds, ColumnReader } from '@stars/archive';
import {
  ContextSignal,
  decodeMessage,
  InteractionType,
  type ItemFeatures,
  interactionTypeName,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import {
  ContextTimeline,
  type EventSample,
  type FeatureValue,
  ImpressionLog,
  type InteractionLog,
  InteractionLogBuilder,
  type TrainingData,
} from '@stars/features';
import { chooseSample, dayOf, shareOf, timesSql, usersSql } from './event-sample.js';

export interface ArchiveLoadOptions {
  tenant: string;
  /** Where the data end. */
  ends: ArchiveEnds;
  /** The sample that was chosen before; null: all of it; absent: chosen now. */
  sample?: EventSample | null | undefined;
  seed: number;
  maxEvents: number;
  /** Events that are later than this do not count, ms. */
  now: number;
  impressions?: boolean;
  onProgress?: (topic: Topic, messages: number) => void;
  onPagesLeftOut?: (before: string) => void;
  signal?: AbortSignal;
}

/** Pages that are held at most, by event that may be: each takes several times as much memory. */
const PAGES_PER_EVENT = 0.25;
/** SQL: where a message is on the bus, as one number that fits a double. */
const POSITION = '(bus_partition * 4398046511104.0 + bus_offset)::DOUBLE';

/**
 * Training data from an archive and from what the bus has beyond it. Data that fit are those that the bus would give, in the same
 * order; else they are a sample by user and time. Memory grows with `maxEvents`, not with the archive.
 */
export async function loadFromArchive(
  archive: Archive,
  bus: EventBus,
  options: ArchiveLoadOptions,
): Promise<TrainingData> {
  const kinds = ['interaction', 'user', 'context', 'item-features', ...(options.impressions ? ['impression'] : [])];
  const read = async (reader: ColumnReader): Promise<TrainingData> => {
    const chosen = options.sample === undefined ? await chooseSample(reader, options) : options.sample;
    const sample = chosen ?? undefined;
    const source: Source = { reader, options, sample, forgotten: await deletedSince(bus, options) };
    const items = await readItems(source);
    const users = await readUsers(source);
    const timeline = await readTimeline(source);
    const log = await readLog(source);
    const impressions = options.impressions ? { impressions: await readImpressions(source) } : {};
    return { log, items, users, timeline, ...(sample ? { sample } : {}), ...impressions };
  };
  return archive.columns(options.ends, kinds, read, options.signal);
}

interface Source {
  reader: ColumnReader;
  options: ArchiveLoadOptions;
  sample: EventSample | undefined;
  /** Users who were deleted after the ends: events up to that time (ms) do not count. */
  forgotten: ReadonlyMap<string, number>;
}

const isForgotten = ({ forgotten }: Source, userId: string, time: number): boolean =>
  forgotten.size > 0 && time <= (forgotten.get(userId) ?? Number.NEGATIVE_INFINITY);

async function deletedSince(bus: EventBus, { ends, tenant, signal }: ArchiveLoadOptions): Promise<Map<string, number>> {
  const deleted = new Map<string, number>();
  const from = new Map(ends[TOPICS.users]);
  for await (const batch of bus.read({ topic: TOPICS.users, from, ...(signal ? { signal } : {}) })) {
    for (const { value } of batch) {
      try {
        const { change } = decodeMessage(TOPICS.users, value);
        if (change?.$case !== 'delete' || change.value.tenantId !== tenant) continue;
        deleted.set(change.value.userId, change.value.time?.getTime() ?? Number.POSITIVE_INFINITY);
      } catch (error) {
        // The consumers of the topic report it.
        if (!isStarsError(error)) throw error;
      }
    }
  }
  return deleted;
}

/** Calls `each` with the place of every row in its chunk of columns. */
async function eachRow<Columns extends unknown[][]>(
  { reader, options: { tenant, onProgress } }: Source,
  { kind, topic, query, days }: { kind: string; topic: Topic; query: (rows: string) => string; days?: object },
  each: (columns: Columns, i: number) => void,
): Promise<void> {
  let rows = 0;
  for await (const columns of reader.columns<Columns>(tenant, kind, query, days)) {
    for (let i = 0; i < columns[0]!.length; i++) each(columns, i);
    rows += columns[0]!.length;
    onProgress?.(topic, rows);
    // A read from a local file hardly waits: let timers and signals run here.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The newest version of each key, in the order of the first one on the bus. */
class Newest {
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

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

async function readItems(source: Source): Promise<TrainingData['items']> {
  const newest = new Newest();
  await eachRow<[string[], number[], number[], string[]]>(
    source,
    {
      kind: 'item-features',
      topic: TOPICS.itemFeatures,
      query: (rows) => `SELECT item_id, version::DOUBLE, ${POSITION}, to_base64(value) FROM ${rows}`,
    },
    ([id, version, position, value], i) => newest.add(id[i]!, version[i]!, position[i]!, value[i]!),
  );
  const items = new Map<string, ItemFeatures>();
  for (const [id, value] of newest.values()) {
    const features = decodeMessage(TOPICS.itemFeatures, bytesOf(value));
    if (!features.deleted) items.set(id, features);
  }
  return items;
}

async function readUsers(source: Source): Promise<TrainingData['users']> {
  const newest = new Newest();
  await eachRow<[string[], number[], number[], string[]]>(
    source,
    {
      kind: 'user',
      topic: TOPICS.users,
      query: (rows) =>
        `SELECT user_id, version::DOUBLE, ${POSITION}, features FROM ${rows} WHERE ${usersSql(source.sample)}`,
    },
    ([id, version, position, features], i) => {
      if (!source.forgotten.has(id[i]!)) newest.add(id[i]!, version[i]!, position[i]!, features[i]!);
    },
  );
  const users: TrainingData['users'] = new Map();
  for (const [id, features] of newest.values()) users.set(id, JSON.parse(features) as Record<string, FeatureValue>);
  return users;
}

async function readTimeline(source: Source): Promise<ContextTimeline> {
  const found: { position: number; value: string }[] = [];
  await eachRow<[number[], string[]]>(
    source,
    { kind: 'context', topic: TOPICS.context, query: (rows) => `SELECT ${POSITION}, to_base64(value) FROM ${rows}` },
    ([position, value], i) => found.push({ position: position[i]!, value: value[i]! }),
  );
  const timeline = new ContextTimeline();
  for (const { value } of found.sort((a, b) => a.position - b.position)) {
    timeline.add(ContextSignal.decode(bytesOf(value)));
  }
  return timeline;
}

const TYPES = Object.values(InteractionType)
  .filter((type) => typeof type === 'number')
  .map((type) => ({ type, name: interactionTypeName(type) }))
  .filter(({ name }) => name !== undefined);
const TYPE = `CASE type ${TYPES.map(({ type, name }) => `WHEN '${name}' THEN ${type}`).join(' ')} ELSE 0 END::INTEGER`;

type EventColumns = [string[], string[], number[], number[], string[], (number | null)[], string[], number[]];

async function readLog(source: Source): Promise<InteractionLog> {
  const { sample, options } = source;
  const builder = new InteractionLogBuilder();
  const columns = `user_id, item_id, ${TYPE}, epoch_ms(time)::DOUBLE, coalesce(region, ''), value, coalesce(session_id, ''), ${POSITION}`;
  await eachRow<EventColumns>(
    source,
    {
      kind: 'interaction',
      topic: TOPICS.interactions,
      query: (rows) => `SELECT ${columns} FROM ${rows} WHERE ${timesSql(options.now, sample)} AND ${usersSql(sample)}`,
      days: { last: dayOf(options.now), ...(sample ? { first: dayOf(sample.from) } : {}) },
    },
    ([user, item, type, time, region, value, session, position], i) => {
      const [userId, at] = [user[i]!, time[i]!];
      if (isForgotten(source, userId, at)) return;
      const row = { userId, itemId: item[i]!, type: type[i]!, time: at, region: region[i]!, sessionId: session[i]! };
      builder.add({ ...row, ...(value[i] === null ? {} : { value: value[i]! }) }, position[i]!);
    },
  );
  return builder.build();
}

/** Of more pages than may be held, those of the newest days. */
async function readImpressions(source: Source): Promise<ImpressionLog> {
  const { sample, reader, options } = source;
  const { tenant, now, maxEvents, onPagesLeftOut } = options;
  let left = maxEvents * PAGES_PER_EVENT;
  let first: string | undefined;
  for (const day of reader.days(tenant, 'impression').reverse()) {
    left -= reader.rowsAtMost(tenant, 'impression', { first: day, last: day }) * shareOf(sample);
    if (left >= 0) first = day;
    else break;
  }
  const impressions = new ImpressionLog();
  if (left < 0) onPagesLeftOut?.(first ?? dayOf(now));
  if (first === undefined) return impressions;
  await eachRow<[string[], number[], string[]]>(
    source,
    {
      kind: 'impression',
      topic: TOPICS.impressions,
      query: (
        rows,
      ) => `SELECT user_id, epoch_ms(time)::DOUBLE, to_json(list_transform(items, lambda x: x.item_id))::VARCHAR
        FROM ${rows} WHERE ${timesSql(now, sample)} AND ${usersSql(sample)} ORDER BY user_id, time, bus_partition, bus_offset`,
      days: { first, last: dayOf(now) },
    },
    ([user, time, items], i) => {
      if (isForgotten(source, user[i]!, time[i]!)) return;
      const shown = (JSON.parse(items[i]!) as string[]).map((itemId) => ({ itemId, position: 0, propensity: 0 }));
      impressions.add({ userId: user[i]!, time: new Date(time[i]!), items: shown });
    },
  );
  return impressions;
}

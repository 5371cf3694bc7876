import type { Archive, ArchiveEnds, ColumnReader } from '@stars/archive';
import {
  checkItemFeatures,
  decodeContext,
  decodeMessage,
  InteractionType,
  type ItemFeatures,
  interactionTypeName,
  TOPICS,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import {
  ContextTimeline,
  type FeatureValue,
  ImpressionLog,
  type InteractionLog,
  InteractionLogBuilder,
  type TrainingData,
} from '@stars/features';
import {
  type ArchiveLoadOptions,
  type ArchiveSource,
  counts,
  deletedSince,
  eachRow,
  Newest,
  POSITION,
} from './archive-rows.js';
import { chooseSample, dayOf, latestOf, shareOf, timesSql, usersSql } from './event-sample.js';

/** Pages that are held at most, by event that may be: each takes several times as much memory. */
const PAGES_PER_EVENT = 0.25;

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
    const wrongTimes = { ahead: 0, behind: 0 };
    const source: ArchiveSource = { reader, options, sample, wrongTimes, forgotten: await deletedSince(bus, options) };
    const items = await readItems(source);
    const users = await readUsers(source);
    const timeline = await readTimeline(source);
    const log = await readLog(source);
    const impressions = options.impressions ? { impressions: await readImpressions(source) } : {};
    if (wrongTimes.ahead + wrongTimes.behind > 0) options.onWrongTimes?.(wrongTimes);
    return { log, items, users, timeline, ...(sample ? { sample } : {}), ...impressions };
  };
  // The bus keeps only the newest features of each item: if those before the ends are gone, later ones count.
  const ends = { ...options.ends, ...(await archive.ends([TOPICS.itemFeatures], options.signal)) };
  return archive.columns(ends, kinds, read, options.signal);
}

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

async function readItems(source: ArchiveSource): Promise<TrainingData['items']> {
  const [newest, later] = [new Newest(), new Newest()];
  const isLater = laterSql(source.options.ends[TOPICS.itemFeatures] ?? []);
  await eachRow<[string[], number[], number[], string[], boolean[]]>(
    source,
    {
      kind: 'item-features',
      topic: TOPICS.itemFeatures,
      query: (rows) => `SELECT item_id, version::DOUBLE, ${POSITION}, to_base64(value), ${isLater} FROM ${rows}`,
    },
    ([id, version, position, value, late], i) =>
      (late[i] ? later : newest).add(id[i]!, version[i]!, position[i]!, value[i]!),
  );
  const values = new Map(newest.values());
  for (const [id, value] of later.values()) if (!values.has(id)) values.set(id, value);
  const items = new Map<string, ItemFeatures>();
  for (const [id, value] of values) {
    const features = decodeMessage(TOPICS.itemFeatures, bytesOf(value));
    if (!features.deleted && isReadable(features)) items.set(id, features);
  }
  return items;
}

/** The embedder has given up the others. */
function isReadable(features: ItemFeatures): boolean {
  try {
    checkItemFeatures(features);
    return true;
  } catch (error) {
    if (!isStarsError(error)) throw error;
    return false;
  }
}

/** SQL: whether a row came after the data's ends. */
function laterSql(ends: ArchiveEnds[string]): string {
  const cases = ends.map(([partition, end]) => `WHEN ${partition} THEN bus_offset >= ${end}`);
  return cases.length === 0 ? 'TRUE' : `CASE bus_partition ${cases.join(' ')} ELSE TRUE END`;
}

async function readUsers(source: ArchiveSource): Promise<TrainingData['users']> {
  const newest = new Newest();
  await eachRow<[string[], number[], number[], string[]]>(
    source,
    {
      kind: 'user',
      topic: TOPICS.users,
      query: (rows) => `SELECT user_id, version::DOUBLE, ${POSITION}, features FROM ${rows}`,
      part: { where: usersSql(source.sample) },
    },
    ([id, version, position, features], i) => {
      if (!source.forgotten.has(id[i]!)) newest.add(id[i]!, version[i]!, position[i]!, features[i]!);
    },
  );
  const users: TrainingData['users'] = new Map();
  for (const [id, features] of newest.values()) users.set(id, JSON.parse(features) as Record<string, FeatureValue>);
  return users;
}

async function readTimeline(source: ArchiveSource): Promise<ContextTimeline> {
  const found: { position: number; value: string }[] = [];
  await eachRow<[number[], string[]]>(
    source,
    { kind: 'context', topic: TOPICS.context, query: (rows) => `SELECT ${POSITION}, to_base64(value) FROM ${rows}` },
    ([position, value], i) => found.push({ position: position[i]!, value: value[i]! }),
  );
  const timeline = new ContextTimeline();
  for (const { value } of found.sort((a, b) => a.position - b.position)) {
    timeline.add(decodeContext(bytesOf(value)));
  }
  return timeline;
}

const TYPES = Object.values(InteractionType)
  .filter((type) => typeof type === 'number')
  .map((type) => ({ type, name: interactionTypeName(type) }))
  .filter(({ name }) => name !== '');
const TYPE = `CASE type ${TYPES.map(({ type, name }) => `WHEN '${name}' THEN ${type}`).join(' ')} ELSE 0 END::INTEGER`;

type EventColumns = [
  ...[string[], string[], number[], number[], string[], (number | null)[], string[], number[]],
  ...[string[], string[]],
];

async function readLog(source: ArchiveSource): Promise<InteractionLog> {
  const { sample } = source;
  const builder = new InteractionLogBuilder();
  const columns = `user_id, item_id, ${TYPE}, epoch_ms(time)::DOUBLE, coalesce(region, ''), value, coalesce(session_id, ''), ${POSITION}, coalesce(category, ''), coalesce(query, '')`;
  await eachRow<EventColumns>(
    source,
    {
      kind: 'interaction',
      topic: TOPICS.interactions,
      query: (rows) => `SELECT ${columns} FROM ${rows} WHERE ${timesSql(sample)}`,
      part: { where: usersSql(sample), ...(sample ? { first: dayOf(sample.from) } : {}) },
    },
    ([user, item, type, time, region, value, session, position, category, query], i) => {
      const [userId, at] = [user[i]!, time[i]!];
      if (!counts(source, userId, at)) return;
      const row = { userId, type: type[i]!, time: at, region: region[i]!, sessionId: session[i]! };
      const subject = { itemId: item[i]!, category: category[i]!, query: query[i]! };
      builder.add({ ...row, ...subject, ...(value[i] === null ? {} : { value: value[i]! }) }, position[i]!);
    },
  );
  return builder.build();
}

/** Of more pages than may be held, those of the newest days. */
async function readImpressions(source: ArchiveSource): Promise<ImpressionLog> {
  const { sample, reader, options } = source;
  const { tenant, clock, maxEvents, onPagesLeftOut } = options;
  const last = dayOf(latestOf(clock));
  let left = maxEvents * PAGES_PER_EVENT;
  // Later days have wrong times alone, which are counted.
  let first = `${last}~`;
  for (const day of reader.days(tenant, 'impression').reverse()) {
    if (day > last) continue;
    left -= reader.rowsAtMost(tenant, 'impression', { first: day, last: day }) * shareOf(sample);
    if (left >= 0) first = day;
    else break;
  }
  const impressions = new ImpressionLog();
  if (left < 0) onPagesLeftOut?.(first.slice(0, last.length));
  await eachRow<[string[], number[], string[]]>(
    source,
    {
      kind: 'impression',
      topic: TOPICS.impressions,
      query: (
        rows,
      ) => `SELECT user_id, epoch_ms(time)::DOUBLE, to_json(list_transform(items, lambda x: x.item_id))::VARCHAR
        FROM ${rows} WHERE ${timesSql(sample)} ORDER BY user_id, time, bus_partition, bus_offset`,
      part: { where: usersSql(sample), first },
    },
    ([user, time, items], i) => {
      if (!counts(source, user[i]!, time[i]!)) return;
      const shown = (JSON.parse(items[i]!) as string[]).map((itemId) => ({ itemId, position: 0, propensity: 0 }));
      impressions.add({ userId: user[i]!, time: new Date(time[i]!), items: shown });
    },
  );
  return impressions;
}

import type { ColumnReader } from '@stars/archive';
import type { EventClock } from '@stars/contracts';
import type { EventSample } from '@stars/features';

/** Raised whenever the rule would choose other events of the same archive. It is part of a model's version. */
export const SAMPLE_RULE = 1;

/** Of more data than may be held, older events are left out first. */
const YEARS = 2;
const DAY_MS = 86_400_000;
/** Users are chosen by the first four hexadecimal digits of their hash. */
const BUCKETS = 65_536;
/** Of a bucket: users with the same three digits after those count as one. */
const SLOTS = 4096;
/** A bucket with so many times the events of another is left out: a robot's or a till's "history" would take the place of thousands. */
const HEAVY = 16;

export interface SampleOptions {
  tenant: string;
  seed: number;
  /** Most events and profiles that are held. */
  maxEvents: number;
  /** What times of events are checked against. */
  clock: EventClock;
}

/**
 * Chooses what a training holds in memory of an archive (docs/explanation/training-from-an-archive.md). All of it, if it fits. Else
 * the last two years, and of these whole users, in an order that their ids and the seed give, as many as fit, without those of
 * buckets with far more events than the others.
 */
export async function chooseSample(reader: ColumnReader, options: SampleOptions): Promise<EventSample | undefined> {
  const { tenant, maxEvents, clock } = options;
  const latest = latestOf(clock);
  const archived = reader.rowsAtMost(tenant, 'interaction', { last: dayOf(latest) });
  if (archived + reader.rowsAtMost(tenant, 'user') <= maxEvents) return undefined;
  const held = await profilesByBucket(reader, options);
  if (archived + sumOf(held) <= maxEvents) return undefined;
  const newest = reader.days(tenant, 'interaction').findLast((day) => Date.parse(day) <= latest);
  const from = Math.max(Date.parse(newest ?? dayOf(latest)) - YEARS * 365 * DAY_MS, clock.now - clock.bounds.behindMs);
  await addEvents(held, reader, options, from);
  const all = sumOf(held);
  if (all <= maxEvents) return { from, buckets: BUCKETS, without: [], seed: options.seed, of: archived };
  const heavy = (HEAVY * all) / held.filter((rows) => rows > 0).length;
  const without: string[] = [];
  let [buckets, left] = [0, maxEvents];
  for (; buckets < BUCKETS; buckets++) {
    const rows = held[buckets]!;
    if (rows > heavy) without.push(nameOf(buckets));
    else if (rows > left) break;
    else left -= rows;
  }
  return { from, buckets, without, seed: options.seed, of: archived };
}

/** As its users' hashes begin. */
const nameOf = (bucket: number): string => bucket.toString(16).padStart(4, '0');

/** The latest time that an event may have, ms. */
export const latestOf = ({ now, bounds }: EventClock): number => now + bounds.aheadMs;

export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const sumOf = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);

/**
 * Users with a profile, by bucket: of a profile only the newest version is held, and it may have changed every night. Users of a
 * bucket are told apart by three more digits; how many share them is known from how many differ (linear counting).
 */
async function profilesByBucket(reader: ColumnReader, { tenant, seed }: SampleOptions): Promise<Float64Array> {
  const seen = new Uint8Array((BUCKETS * SLOTS) / 8);
  const filled = new Float64Array(BUCKETS);
  const query = (rows: string): string => `SELECT DISTINCT ${hashSql(seed, 7)} FROM ${rows}`;
  for await (const [hashes] of reader.columns<[string[]]>(tenant, 'user', query)) {
    for (const hash of hashes) {
      const slot = Number.parseInt(hash, 16);
      const bit = 1 << (slot & 7);
      if ((seen[slot >> 3]! & bit) !== 0) continue;
      seen[slot >> 3]! |= bit;
      filled[Math.floor(slot / SLOTS)]!++;
    }
  }
  return filled.map((slots) => Math.round(-SLOTS * Math.log1p(-Math.min(slots, SLOTS - 1) / SLOTS)));
}

/** Adds the events of the users of each bucket. */
async function addEvents(
  held: Float64Array,
  reader: ColumnReader,
  { tenant, seed, clock }: SampleOptions,
  from: number,
): Promise<void> {
  const latest = latestOf(clock);
  const query = (rows: string): string => `SELECT ${hashSql(seed, 4)} AS bucket, count(*)::DOUBLE FROM ${rows}
    WHERE ${timesSql({ from })} AND epoch_ms(time) <= ${latest} GROUP BY bucket`;
  const days = { first: dayOf(from), last: dayOf(latest) };
  for await (const [buckets, rows] of reader.columns<[string[], number[]]>(tenant, 'interaction', query, days)) {
    for (const [i, bucket] of buckets.entries()) held[Number.parseInt(bucket, 16)]! += rows[i]!;
  }
}

/** SQL that other engines have too: a Spark job chooses the same users. */
const hashSql = (seed: number, digits: number): string => `substr(md5('${seed}/' || user_id), 1, ${digits})`;

/** SQL: whether a row's user is in the sample. */
export function usersSql(sample: EventSample | undefined): string {
  if (!sample) return 'TRUE';
  const { seed, buckets, without } = sample;
  const conditions = [
    ...(buckets < BUCKETS ? [`${hashSql(seed, 4)} < '${nameOf(buckets)}'`] : []),
    ...(without.length > 0 ? [`${hashSql(seed, 4)} NOT IN (${without.map((name) => `'${name}'`).join()})`] : []),
  ];
  return conditions.join(' AND ') || 'TRUE';
}

/** SQL: whether a row's time is in the sample. */
export const timesSql = (sample: Pick<EventSample, 'from'> | undefined): string =>
  sample ? `epoch_ms(time) >= ${sample.from}` : 'TRUE';

/** Share of the users that are in the sample. */
export const shareOf = (sample: EventSample | undefined): number => (sample ? sample.buckets / BUCKETS : 1);

/** In words. @param held events that are in it */
export function describeSample({ from, buckets, without, of }: EventSample, held: number): string {
  const users = buckets === BUCKETS ? 'all users' : `${((100 * buckets) / BUCKETS).toFixed(2)}% of the users`;
  const counted = (count: number): string => count.toLocaleString('en');
  const robots =
    without.length > 0
      ? `, without ${without.length} of 65,536 groups of users, which have far more events than others`
      : '';
  return `${counted(held)} of about ${counted(of)} events are in this training: whole histories of ${users} since ${dayOf(from)}${robots}`;
}

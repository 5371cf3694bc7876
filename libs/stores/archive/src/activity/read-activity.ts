import type { PlainValue } from '@stars/duckdb';
import { StarsError } from '@stars/errors';
import { openWorkFolder } from '@stars/platform';
import type { ColumnReader } from '../column-reader.js';
import { openDuckDb } from '../row-writer.js';
import {
  activityQueries,
  EVENT_COLUMNS,
  EVENT_FILTER,
  PAGE_COLUMNS,
  prepareActivity,
  type QueryParts,
} from './activity-queries.js';
import { type ActivityBus, BusWindow } from './bus-window.js';
import { type ActivitySource, dayOf, MOST_ROWS, openRows } from './open-rows.js';
import { bucketStarts, type TimeRange } from './time-buckets.js';

const DAY_MS = 86_400_000;
const KINDS = ['impression', 'interaction'];

export interface ActivityQuestion extends TimeRange {
  tenant: string;
  withinDays: number;
  topItems: number;
}

type Rows = Record<string, PlainValue>[];

/** Rows of `activityQueries`. */
export interface Activity extends Record<keyof ReturnType<typeof activityQueries>, Rows> {
  /** As of `BusWindow`. */
  knownSince: number | undefined;
}

/** A window of what `readActivity` reads of a bus without an archive. @param now ms since 1970 */
export const activityWindow = (bus: ActivityBus, now: () => number): BusWindow => new BusWindow(bus, KINDS, now);

/**
 * What was shown and what came of it. DuckDB counts in a thread of its own, within 512 MB and a folder. Errors: `STARS_OUT_OF_RANGE` (too
 * many buckets), `STARS_TOO_LARGE` (too many rows), and those of the bus and of the store.
 */
export async function readActivity(source: ActivitySource, question: ActivityQuestion): Promise<Activity> {
  const { from, withinDays, topItems } = question;
  const starts = bucketStarts(question);
  const parts = { from, withinMs: withinDays * DAY_MS, starts, topItems };
  using folder = openWorkFolder();
  const { reader, knownSince } = await openRows(source, folder.path, KINDS, from - parts.withinMs);
  return { ...(await count(reader, folder.path, question, parts)), knownSince };
}

async function count(
  reader: ColumnReader,
  folder: string,
  { tenant, from, until }: ActivityQuestion,
  parts: QueryParts,
): Promise<Omit<Activity, 'knownSince'>> {
  const seen = Math.max(0, from - parts.withinMs);
  const days = { first: dayOf(seen), last: dayOf(until) };
  const rows = KINDS.reduce((sum, kind) => sum + reader.rowsAtMost(tenant, kind, days), 0);
  if (rows > MOST_ROWS) {
    throw new StarsError(
      'STARS_TOO_LARGE',
      `from: there are ${rows} records since, and at most ${MOST_ROWS} are counted`,
      {
        field: 'from',
      },
    );
  }
  const between = (first: number): string => `epoch_ms(time) >= ${first} AND epoch_ms(time) < ${until}`;
  const pages = await reader.copy(
    tenant,
    'impression',
    (all) => `SELECT ${PAGE_COLUMNS} FROM ${all} WHERE ${between(seen)}`,
    days,
  );
  const events = await reader.copy(
    tenant,
    'interaction',
    (all) => `SELECT ${EVENT_COLUMNS} FROM ${all} WHERE ${EVENT_FILTER} AND ${between(from)}`,
    { ...days, first: dayOf(from) },
  );
  await using db = await openDuckDb(folder);
  await prepareActivity(db, { pages, events }, parts);
  const queries = activityQueries(parts);
  return {
    answers: await db.rows(queries.answers),
    confirmed: await db.rows(queries.confirmed),
    events: await db.rows(queries.events),
    facets: await db.rows(queries.facets),
    items: await db.rows(queries.items),
    itemsShown: await db.rows(queries.itemsShown),
  };
}

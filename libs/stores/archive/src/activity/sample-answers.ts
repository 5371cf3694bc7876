import { StarsError } from '@stars/errors';
import { openWorkFolder } from '@stars/platform';
import { type ActivitySource, dayOf, MOST_ROWS, openRows } from './open-rows.js';

/** The record of an answer that a server made. */
export interface SampledAnswer {
  userId: string;
  surface: string;
  region: string;
  /** ms since 1970 */
  time: number;
  /** In their places. */
  items: readonly { item_id: string; propensity: number | null; placement: string | null }[];
  /** Absent in records of earlier releases. */
  lists?: readonly { placement?: string; mode: string }[] | undefined;
}

export interface SampleQuestion {
  tenant: string;
  /** ms since 1970 */
  from: number;
  /** ms since 1970; exclusive */
  until: number;
  /** Most that are sampled. */
  answers: number;
}

/** [draws, users, surfaces, regions, times, items, lists] */
type Columns = [string[], string[], string[], string[], number[], string[], (string | null)[]];

/**
 * Answers that were served in a time, drawn evenly, in the order of the draw: the same as long as the records are. Errors: `STARS_TOO_LARGE`
 * (too many records), and those of the bus and of the store.
 */
export async function sampleAnswers(
  source: ActivitySource,
  { tenant, from, until, answers }: SampleQuestion,
): Promise<SampledAnswer[]> {
  using folder = openWorkFolder();
  const { reader } = await openRows(source, folder.path, ['impression'], from);
  const days = { first: dayOf(Math.max(0, from)), last: dayOf(until) };
  const rows = reader.rowsAtMost(tenant, 'impression', days);
  if (rows > MOST_ROWS) {
    const message = `days: there are ${rows} records since, and at most ${MOST_ROWS} are read`;
    throw new StarsError('STARS_TOO_LARGE', message, { field: 'days' });
  }
  const query = (rows: string): string => `SELECT md5(event_id), user_id, coalesce(surface, ''), coalesce(region, ''),
      epoch_ms(time)::DOUBLE, to_json(items)::VARCHAR, lists
    FROM ${rows} WHERE NOT confirmed AND user_id != '' AND epoch_ms(time) >= ${from} AND epoch_ms(time) < ${until}
    ORDER BY 1 LIMIT ${answers}`;
  let drawn: [draw: string, answer: SampledAnswer][] = [];
  for await (const columns of reader.columns<Columns>(tenant, 'impression', query, days)) {
    const [draws, users, surfaces, regions, times, items, lists] = columns;
    draws.forEach((draw, n) => {
      const answer = {
        ...{ userId: users[n]!, surface: surfaces[n]!, region: regions[n]!, time: times[n]! },
        ...{ items: JSON.parse(items[n]!), lists: lists[n] ? JSON.parse(lists[n]!) : undefined },
      };
      drawn.push([draw, answer]);
    });
    drawn = drawn.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, answers);
  }
  return drawn.map(([, answer]) => answer);
}

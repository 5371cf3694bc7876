import { type DuckDb, sqlText } from '@stars/duckdb';
import { StarsError } from '@stars/errors';
import { TIME_ZONE } from './cleaned-tables.js';

/** A week of the promotion calendar, from its Monday midnight on the shops' clock to the next (exclusive). */
export interface PromotionWeek {
  week: number;
  from: Date;
  until: Date;
}

/**
 * Derives the calendar from the purchases: each numbered week must be one Monday-to-Sunday week of local dates, and each
 * such week must have one number. Errors: `STARS_UNREADABLE_FILE` if not.
 */
export async function promotionWeeks(db: DuckDb): Promise<PromotionWeek[]> {
  const midnight = (day: string) => `epoch_ms((${day})::TIMESTAMP AT TIME ZONE ${sqlText(TIME_ZONE)})::DOUBLE`;
  const rows = await db.rows(`
    WITH calendar AS (
      SELECT week, min(date_trunc('week', day)) AS monday, count(DISTINCT date_trunc('week', day)) AS mondays
      FROM lines GROUP BY week)
    SELECT week, mondays, count(*) OVER (PARTITION BY monday) AS weeks,
      ${midnight('monday')} AS "from", ${midnight('monday + INTERVAL 7 DAY')} AS "until"
    FROM calendar ORDER BY week`);
  return rows.map(({ week, mondays, weeks, from, until }) => {
    if (Number(mondays) !== 1 || Number(weeks) !== 1) {
      throw new StarsError('STARS_UNREADABLE_FILE', `week ${week} of the purchases is not one week of local dates`);
    }
    return { week: Number(week), from: new Date(Number(from)), until: new Date(Number(until)) };
  });
}

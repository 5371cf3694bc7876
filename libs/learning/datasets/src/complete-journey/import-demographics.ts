import { DEFAULT_TENANT, encodeUserUpsert, TOPICS } from '@stars/contracts';
import { type DuckDb, sqlText } from '@stars/duckdb';
import { type PublishedMessages, publishAll } from '../publish-all.js';
import type { HouseholdsImport } from './cleaned-tables.js';

/**
 * Publishes the demographics of households as users' features. Every feature stays text, also sizes and counts, because
 * their last class is open (`5+`, `3+`). Unknown values are absent.
 */
export async function importDemographics(db: DuckDb, path: string, run: HouseholdsImport): Promise<PublishedMessages> {
  const { everyHousehold = 1 } = run;
  const rows = await db.rows(`
    SELECT household_id::VARCHAR AS household, age, income, home_ownership, marital_status,
      household_size, household_comp, kids_count
    FROM ${sqlText(path)} WHERE household_id::INTEGER % ${everyHousehold} = 0 ORDER BY household_id::INTEGER`);
  const messages = rows.map(({ household, ...columns }) => {
    const features = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null));
    return encodeUserUpsert({ tenantId: DEFAULT_TENANT, userId: String(household), version: 1, features });
  });
  const published = await publishAll(run, TOPICS.users, messages);
  run.onProgress?.({ stage: 'demographics', rows: rows.length, share: 1 });
  return published;
}

import { type DuckDb, sqlText } from '@stars/duckdb';
import type { ImportRun } from '../import-sink.js';
import type { CompleteJourneyFiles } from './wheel.js';

/** The shops' local time zone; the stored timestamps are UTC. */
export const TIME_ZONE = 'America/New_York';

/** Departments without products that a household chooses. */
const EXCLUDED_DEPARTMENTS = ['FUEL', 'COUPON', 'MISCELLANEOUS'];

/** An import of all households, or of some. */
export interface HouseholdsImport extends ImportRun {
  /** Only households whose number is a multiple of this, and what they bought (default 1: all). */
  everyHousehold?: number;
}

/** Rows left after each cleaning step of the CJ-day protocol, and their totals. */
export interface CleaningCounts {
  rawRows: number;
  afterQuantity: number;
  afterProducts: number;
  afterDepartments: number;
  /** Distinct (household, local day, product). */
  interactions: number;
  /** Distinct (household, local day). */
  sessions: number;
  products: number;
  excludedProducts: number;
}

/**
 * Makes the tables `products` (the catalogue) and `lines` (cleaned purchase lines with their local `day`),
 * by steps 1 to 4 of the CJ-day protocol. Only households whose number is a multiple of `everyHousehold`, and then only products
 * that they bought.
 */
export async function makeCleanedTables(
  db: DuckDb,
  files: CompleteJourneyFiles,
  everyHousehold = 1,
): Promise<CleaningCounts> {
  const excluded = EXCLUDED_DEPARTMENTS.map(sqlText).join(', ');
  await db.run(
    `CREATE TABLE products AS SELECT * FROM ${sqlText(files.products)} WHERE department NOT IN (${excluded})`,
  );
  await db.run(`
    CREATE TABLE lines AS
    SELECT household_id::INTEGER AS household, store_id::INTEGER AS store, basket_id AS basket,
      product_id::INTEGER AS product, quantity::INTEGER AS quantity, week::INTEGER AS week, transaction_timestamp AS time,
      (transaction_timestamp AT TIME ZONE 'UTC' AT TIME ZONE ${sqlText(TIME_ZONE)})::DATE AS day
    FROM ${sqlText(files.transactions)} SEMI JOIN products USING (product_id)
    WHERE quantity > 0 AND household_id::INTEGER % ${everyHousehold} = 0`);
  if (everyHousehold > 1) await db.run('DELETE FROM products WHERE product_id NOT IN (SELECT product FROM lines)');
  const [counts] = await db.rows(`
    WITH positive AS (SELECT product_id FROM ${sqlText(files.transactions)} WHERE quantity > 0)
    SELECT
      (SELECT count(*) FROM ${sqlText(files.transactions)}) AS "rawRows",
      (SELECT count(*) FROM positive) AS "afterQuantity",
      (SELECT count(*) FROM positive SEMI JOIN ${sqlText(files.products)} USING (product_id)) AS "afterProducts",
      (SELECT count(*) FROM lines) AS "afterDepartments",
      (SELECT count(*) FROM (SELECT DISTINCT household, day, product FROM lines)) AS "interactions",
      (SELECT count(*) FROM (SELECT DISTINCT household, day FROM lines)) AS "sessions",
      (SELECT count(*) FROM products) AS "products",
      (SELECT count(*) FROM ${sqlText(files.products)}) - (SELECT count(*) FROM products) AS "excludedProducts"`);
  const numbers = Object.entries(counts ?? {}).map(([name, value]) => [name, Number(value)]);
  return Object.fromEntries(numbers) as CleaningCounts;
}

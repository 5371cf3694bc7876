import { DuckDb, readingFile } from '@stars/duckdb';
import type { PublishedMessages } from '../publish-all.js';
import { type CleaningCounts, type HouseholdsImport, makeCleanedTables, TIME_ZONE } from './cleaned-tables.js';
import { importDemographics } from './import-demographics.js';
import { importProducts } from './import-products.js';
import { importPromotions } from './import-promotions.js';
import { importTransactions } from './import-transactions.js';
import { openCompleteJourney } from './wheel.js';

export interface CompleteJourneyImport extends HouseholdsImport {
  /** Path returned by `fetchCompleteJourney`; its files are extracted next to it. */
  wheelPath: string;
  /** DuckDB's limit, such as `512MB`. */
  memoryLimit?: string;
  /** Also imports 21 million rows of displays and mailers (default true). */
  promotions?: boolean;
}

export interface StageReport {
  stage: 'products' | 'demographics' | 'transactions' | 'promotions';
  /** Rows that became messages, of `rows` in the file. */
  rows: number;
  kept: number;
  published: number;
  duplicates: number;
}

export interface CompleteJourneyReport {
  /** Time zone and country of the data set. */
  settings: { time_zone: string; country: string };
  /** One household of so many was imported. */
  sample: number;
  cleaning: CleaningCounts;
  stages: StageReport[];
}

/**
 * Publishes Complete Journey (a year of grocery purchases; its publisher describes it as simulated): products,
 * demographics, purchases and promotions. Importing twice changes nothing.
 * Errors: `STARS_DIGEST_MISMATCH`, `STARS_UNREADABLE_FILE`, and errors of the sink.
 */
export async function importCompleteJourney(options: CompleteJourneyImport): Promise<CompleteJourneyReport> {
  const files = await openCompleteJourney(options.wheelPath, options);
  await using db = await DuckDb.open({ memoryLimit: options.memoryLimit });
  const cleaning = await readingFile(options.wheelPath, () => makeCleanedTables(db, files, options.everyHousehold));
  options.signal?.throwIfAborted();
  const { products, excludedProducts, rawRows, afterDepartments } = cleaning;
  const stages: StageReport[] = [];
  const report = (stage: StageReport['stage'], rows: number, kept: number, published: PublishedMessages) =>
    stages.push({ stage, rows, kept, ...published });

  report('products', products + excludedProducts, products, await importProducts(db, products, options));
  const demographics = await importDemographics(db, files.demographics, options);
  const users = demographics.published + demographics.duplicates;
  report('demographics', users, users, demographics);
  report('transactions', rawRows, afterDepartments, await importTransactions(db, afterDepartments, options));
  if (options.promotions ?? true) {
    const promotions = await importPromotions(db, files.promotions, options);
    report('promotions', promotions.rows, promotions.kept, promotions.published);
  }
  const settings = { time_zone: TIME_ZONE, country: 'US' };
  return { settings, sample: options.everyHousehold ?? 1, cleaning, stages };
}

import { type ContextSignal, DEFAULT_TENANT, encodeContextSignal, type ItemSignal, TOPICS } from '@stars/contracts';
import { type DuckDb, sqlText } from '@stars/duckdb';
import { BatchPublisher } from '../batch-publisher.js';
import type { HouseholdsImport } from './cleaned-tables.js';
import { type PromotionWeek, promotionWeeks } from './promotion-weeks.js';

/** Location letters in the order of their codes: `1` is 1, `9` is 9, `A` is 10, `Z` is 35. `0`, no promotion, has none. */
const CODES = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

type GroupColumns = [store: string[], display: string[], mailer: string[], products: string[]];

export interface PromotionCounts {
  publisher: BatchPublisher;
  /** Rows of the file, and distinct (product, store, week) rows on products of the catalogue. */
  rows: number;
  kept: number;
}

/**
 * Publishes displays and mailers: one context signal a store and week, holding the signals `display` and `mailer`
 * of its items by location code. Reads week by week, so that memory does not grow with the file.
 */
export async function importPromotions(db: DuckDb, path: string, run: HouseholdsImport): Promise<PromotionCounts> {
  const publisher = new BatchPublisher(run.sink, TOPICS.context, run.signal);
  const weeks = await promotionWeeks(db);
  const [{ total } = { total: 0 }] = await db.rows(`SELECT count(*)::DOUBLE AS total FROM ${sqlText(path)}`);
  const rows = Number(total);
  let kept = 0;
  for (const [index, week] of weeks.entries()) {
    let signal: ContextSignal | undefined;
    for await (const [stores, displays, mailers, products] of db.streamColumns<GroupColumns>(groupsOf(path, week))) {
      for (let i = 0; i < stores.length; i++) {
        if (signal === undefined || signal.region !== stores[i]) {
          await publish(signal, publisher);
          signal = emptySignal(stores[i]!, week, run);
        }
        const itemIds = products[i]!.split(',');
        kept += itemIds.length;
        addSignal(signal.itemSignals, 'display', displays[i]!, itemIds);
        addSignal(signal.itemSignals, 'mailer', mailers[i]!, itemIds);
      }
    }
    await publish(signal, publisher);
    const done = Math.round((rows * (index + 1)) / weeks.length);
    run.onProgress?.({ stage: 'promotions', done, total: rows, unit: 'rows' });
  }
  await publisher.flush();
  return { publisher, rows, kept };
}

/**
 * Products of one week by store, display and mailer, in the order of stores. Some (product, store, week) are there
 * twice, once without a display: the larger location is kept. Joined ids cross into JavaScript ten times as fast as lists.
 */
function groupsOf(path: string, { week }: PromotionWeek): string {
  return `
    SELECT store::VARCHAR, display, mailer, string_agg(product::VARCHAR, ',')
    FROM (
      SELECT store_id::INTEGER AS store, product_id::INTEGER AS product,
        max(display_location) AS display, max(mailer_location) AS mailer
      FROM ${sqlText(path)} SEMI JOIN products USING (product_id)
      WHERE week = ${week} GROUP BY ALL)
    GROUP BY store, display, mailer ORDER BY store, display, mailer`;
}

function emptySignal(
  store: string,
  { week, from, until }: PromotionWeek,
  { everyHousehold = 1 }: HouseholdsImport,
): ContextSignal {
  // Of fewer products: an import of all households must not take it for its own.
  const part = everyHousehold > 1 ? `-of-${everyHousehold}` : '';
  return {
    tenantId: DEFAULT_TENANT,
    eventId: `complete-journey-promotions-${store}-${week}${part}`,
    region: store,
    validFrom: from,
    validUntil: until,
    signals: undefined,
    itemSignals: [],
  };
}

function addSignal(signals: ItemSignal[], name: string, location: string, itemIds: readonly string[]): void {
  const value = promotionCode(location);
  if (value === 0) return;
  const known = signals.find((signal) => signal.name === name && signal.value === value);
  if (known) for (const id of itemIds) known.itemIds.push(id);
  else signals.push({ name, value, itemIds: [...itemIds] });
}

/** The code of a display's or mailer's location; 0 for none. */
export const promotionCode = (location: string): number => CODES.indexOf(location) + 1;

async function publish(signal: ContextSignal | undefined, publisher: BatchPublisher): Promise<void> {
  if (!signal || signal.itemSignals.length === 0) return;
  if (publisher.add(encodeContextSignal(signal))) await publisher.flush();
}

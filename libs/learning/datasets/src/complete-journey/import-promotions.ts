import {
  type ContextSignal,
  DEFAULT_TENANT,
  type EncodedMessage,
  encodeContextSignal,
  type ItemSignal,
  TOPICS,
} from '@stars/contracts';
import { type DuckDb, sqlText } from '@stars/duckdb';
import { type PublishedMessages, publishAll } from '../publish-all.js';
import type { HouseholdsImport } from './cleaned-tables.js';
import { type PromotionWeek, promotionWeeks } from './promotion-weeks.js';

/** Location letters in the order of their codes: `1` is 1, `9` is 9, `A` is 10, `Z` is 35. `0`, no promotion, has none. */
const CODES = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

type GroupColumns = [store: string[], display: string[], mailer: string[], products: string[]];

/** Rows of the file, and distinct (product, store, week) rows on products of the catalogue. */
interface PromotionCounts {
  rows: number;
  kept: number;
}

/**
 * Publishes displays and mailers: one context signal a store and week, holding the signals `display` and `mailer`
 * of its items by location code. Reads week by week, so that memory does not grow with the file.
 */
export async function importPromotions(
  db: DuckDb,
  path: string,
  run: HouseholdsImport,
): Promise<PromotionCounts & { published: PublishedMessages }> {
  const [{ total } = { total: 0 }] = await db.rows(`SELECT count(*)::DOUBLE AS total FROM ${sqlText(path)}`);
  const counts = { rows: Number(total), kept: 0 };
  const published = await publishAll(run, TOPICS.context, promotionMessages(db, path, run, counts));
  return { ...counts, published };
}

/** @param counts Gets the number of rows that are kept. */
async function* promotionMessages(
  db: DuckDb,
  path: string,
  run: HouseholdsImport,
  counts: PromotionCounts,
): AsyncGenerator<EncodedMessage> {
  const weeks = await promotionWeeks(db);
  for (const [index, week] of weeks.entries()) {
    let signal: ContextSignal | undefined;
    for await (const [stores, displays, mailers, products] of db.streamColumns<GroupColumns>(groupsOf(path, week))) {
      for (let i = 0; i < stores.length; i++) {
        if (signal?.region !== stores[i]) {
          yield* encoded(signal);
          signal = emptySignal(stores[i]!, week, run);
        }
        const itemIds = products[i]!.split(',');
        counts.kept += itemIds.length;
        addSignal(signal!.itemSignals, 'display', displays[i]!, itemIds);
        addSignal(signal!.itemSignals, 'mailer', mailers[i]!, itemIds);
      }
    }
    yield* encoded(signal);
    const share = (index + 1) / weeks.length;
    run.onProgress?.({ stage: 'promotions', rows: Math.round(counts.rows * share), share });
  }
}

const encoded = (signal: ContextSignal | undefined): EncodedMessage[] =>
  signal && signal.itemSignals.length > 0 ? [encodeContextSignal(signal)] : [];

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

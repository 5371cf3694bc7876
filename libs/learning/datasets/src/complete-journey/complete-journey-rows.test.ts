import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContextSignal, Interaction, TOPICS, UserChange } from '@stars/contracts';
import { DuckDb, sqlText } from '@stars/duckdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { makeCleanedTables } from './cleaned-tables.js';
import { importDemographics } from './import-demographics.js';
import { importProducts } from './import-products.js';
import { importPromotions, promotionCode } from './import-promotions.js';
import { importTransactions } from './import-transactions.js';
import type { CompleteJourneyFiles } from './wheel.js';

/** Values of: household, store, basket, product, quantity, week, time. */
const LINES = [
  "(1, 300, 900, 10, 1, 1, '2017-01-01 23:30:00')",
  "(1, 300, 900, 11, 2, 1, '2017-01-01 23:30:00')",
  "(1, 300, 900, 11, 2, 1, '2017-01-01 23:30:00')",
  "(1, 300, 900, 12, 0, 1, '2017-01-01 23:30:00')",
  "(1, 300, 900, 99, 1, 1, '2017-01-01 23:30:00')",
  "(1, 300, 900, 20, 1, 1, '2017-01-01 23:30:00')",
  // After midnight in UTC, still Sunday in New York.
  "(1, 300, 901, 10, 1, 1, '2017-01-02 03:00:00')",
  "(2, 301, 902, 12, 1, 2, '2017-01-02 06:00:00')",
];

let folder: string;
let db: DuckDb;
let files: CompleteJourneyFiles;
let sink: CollectingSink;

async function write(name: string, columns: string, values: readonly string[]): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  const sql = `SELECT * FROM (VALUES ${values.join(', ')}) AS t(${columns})`;
  await db.run(`COPY (${sql}) TO ${sqlText(path)} (FORMAT parquet)`);
  return path;
}

async function transactions(values: readonly string[]): Promise<string> {
  const path = await write('raw', 'household_id, store_id, basket_id, product_id, quantity, week, text', values);
  const cast = join(folder, 'transactions.parquet');
  const sql = `SELECT * EXCLUDE text, text::TIMESTAMP AS transaction_timestamp FROM ${sqlText(path)}`;
  await db.run(`COPY (${sql}) TO ${sqlText(cast)} (FORMAT parquet)`);
  return cast;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'complete-journey-'));
  db = await DuckDb.open();
  sink = new CollectingSink();
  const productColumns = 'product_id, manufacturer_id, department, brand, product_category, product_type, package_size';
  const userColumns =
    'household_id, age, income, home_ownership, marital_status, household_size, household_comp, kids_count';
  files = {
    products: await write('products', productColumns, [
      "(12, 3, 'GROCERY', 'National', 'YOGURT', 'GREEK YOGURT', '5 OZ')",
      "(10, 2, 'GROCERY', 'National', 'FRZN ICE', 'ICE - CRUSHED/CUBED', '22 LB')",
      "(11, 69, 'PASTRY', 'Private', 'BREAD', 'BREAD:ITALIAN/FRENCH', NULL)",
      "(20, 1, 'FUEL', 'National', 'GASOLINE', 'GASOLINE-REG UNLEADED', NULL)",
    ]),
    transactions: await transactions(LINES),
    demographics: await write('demographics', userColumns, [
      "(2, '65+', '35-49K', 'Homeowner', 'Married', '2', '2 Adults No Kids', '0')",
      "(10, '19-24', '15-24K', NULL, NULL, '5+', '2 Adults Kids', '3+')",
    ]),
    promotions: await write('promotions', 'product_id, store_id, display_location, mailer_location, week', [
      "(10, 300, '0', 'A', 1)",
      "(10, 300, '7', 'A', 1)",
      "(11, 300, '7', '0', 1)",
      "(20, 300, '1', 'A', 1)",
      "(12, 301, '0', '0', 1)",
      "(12, 301, 'A', 'D', 2)",
    ]),
  };
});

afterEach(async () => {
  await db[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('cleaning', () => {
  it('counts the rows left after each step', async () => {
    expect(await makeCleanedTables(db, files)).toEqual({
      rawRows: 8,
      afterQuantity: 7,
      afterProducts: 6,
      afterDepartments: 5,
      interactions: 3,
      sessions: 2,
      products: 3,
      excludedProducts: 1,
    });
  });
});

describe('the messages of Complete Journey', () => {
  beforeEach(() => makeCleanedTables(db, files));

  it('has products by id', async () => {
    await importProducts(db, 3, { sink });
    expect(sink.messages(TOPICS.catalog).map(({ id }) => id)).toEqual(['default/10@1', 'default/11@1', 'default/12@1']);
  });

  it('has purchases in order of time, sessions by the local date, and two equal lines twice', async () => {
    const first = await importTransactions(db, 5, { sink });
    expect(first).toMatchObject({ published: 5, duplicates: 0 });
    const lines = sink.messages(TOPICS.interactions).map(({ value }) => Interaction.decode(value));
    const basket = lines.slice(0, 3);
    expect(basket.map(({ itemId }) => itemId).toSorted()).toEqual(['10', '11', '11']);
    expect(new Set(basket.map(({ eventId }) => eventId)).size).toBe(3);
    expect(lines.map(({ sessionId }) => sessionId)).toEqual([...Array(4).fill('1_2017-01-01'), '2_2017-01-02']);
    expect(lines[3]).toMatchObject({
      userId: '1',
      itemId: '10',
      time: new Date('2017-01-02T03:00:00Z'),
      pageId: '901',
      region: '300',
      quantity: 1,
      value: undefined,
    });
    const again = await importTransactions(db, 5, { sink });
    expect(again).toMatchObject({ published: 0, duplicates: 5 });
  });

  it('has the households’ features, all as text', async () => {
    await importDemographics(db, files.demographics, { sink });
    const users = sink.messages(TOPICS.users).map(({ value }) => UserChange.decode(value).change?.value);
    expect(users).toMatchObject([{ userId: '2', features: { age: '65+', kids_count: '0' } }, { userId: '10' }]);
    expect(users[1]).toHaveProperty('features', {
      age: '19-24',
      income: '15-24K',
      household_size: '5+',
      household_comp: '2 Adults Kids',
      kids_count: '3+',
    });
  });

  it('has one signal a store and week, from Monday to Monday on the shops’ clock', async () => {
    const { rows, kept } = await importPromotions(db, files.promotions, { sink });
    expect([rows, kept]).toEqual([6, 4]);
    const signals = sink.messages(TOPICS.context).map(({ value }) => ContextSignal.decode(value));
    expect(signals).toMatchObject([
      {
        region: '300',
        validFrom: new Date('2016-12-26T05:00:00Z'),
        validUntil: new Date('2017-01-02T05:00:00Z'),
        itemSignals: [
          { name: 'display', value: 7, itemIds: ['11', '10'] },
          { name: 'mailer', value: 10, itemIds: ['10'] },
        ],
      },
      {
        region: '301',
        validFrom: new Date('2017-01-02T05:00:00Z'),
        itemSignals: [
          { name: 'display', value: 10, itemIds: ['12'] },
          { name: 'mailer', value: 13, itemIds: ['12'] },
        ],
      },
    ]);
    const again = await importPromotions(db, files.promotions, { sink });
    expect(again.published).toMatchObject({ published: 0, duplicates: 2 });
    // They may hold fewer products.
    const part = await importPromotions(db, files.promotions, { sink, everyHousehold: 2 });
    expect(part.published).toMatchObject({ published: 2, duplicates: 0 });
  });

  it('refuses weeks that are not weeks of local dates', async () => {
    await db.run("INSERT INTO lines VALUES (1, 300, 903, 10, 1, 2, '2017-01-10 12:00:00', '2017-01-10')");
    await expect(importPromotions(db, files.promotions, { sink })).rejects.toMatchObject({
      code: 'STARS_UNREADABLE_FILE',
    });
  });
});

describe('promotionCode', () => {
  it('numbers locations; none is 0', () => {
    expect(['0', '1', '9', 'A', 'Z'].map(promotionCode)).toEqual([0, 1, 9, 10, 35]);
  });
});

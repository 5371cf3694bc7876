import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDb, sqlText } from '@stars/duckdb';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROWS = 200_000;
const library = new URL('../../dist/index.js', import.meta.url).href;
/** Imports the file named in its arguments and prints the number of messages. */
const SCRIPT = `
  import { importFiles } from ${JSON.stringify(library)};
  const [events, rejectsFolder] = process.argv.slice(1);
  const sink = { publish: async (_, messages) => ({ appended: messages.length, duplicates: 0 }) };
  const { files: [report] } = await importFiles({ events, rejectsFolder, sink });
  console.log(JSON.stringify(report));`;

let folder: string;
const files: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bounded-'));
  for (const format of ['jsonl', 'csv', 'parquet']) files[format] = join(folder, `events.${format}`);
  const lines = createWriteStream(files['jsonl'] as string);
  for (let i = 0; i < ROWS; i++) {
    const row = {
      event_id: `event-${i}`,
      user_id: `user-${i % 5_000}`,
      item_id: `item-${i % 977}`,
      type: 'view',
      time: new Date(1_700_000_000_000 + i * 1000).toISOString(),
      session_id: `a session with a rather long name, as some systems make them ${i}`,
      region: `region-${i % 10}`,
    };
    if (!lines.write(`${JSON.stringify(row)}\n`)) await once(lines, 'drain');
  }
  lines.end();
  await once(lines, 'finish');
  await using db = await DuckDb.open();
  for (const format of ['csv', 'parquet']) {
    const rows = `SELECT * FROM read_json_auto(${sqlText(files['jsonl'] as string)})`;
    await db.run(`COPY (${rows}) TO ${sqlText(files[format] as string)} (FORMAT ${format})`);
  }
});

afterAll(() => rm(folder, { recursive: true }));

it.each(['jsonl', 'csv', 'parquet'])(
  `imports ${ROWS} rows of %s in a heap that could not hold them`,
  async (format) => {
    const heap = ['--max-old-space-size=48', '--input-type=module', '-e', SCRIPT];
    const { stdout } = await promisify(execFile)(process.execPath, [...heap, files[format] as string, folder]);
    expect(JSON.parse(stdout)).toMatchObject({ rows: ROWS, published: ROWS, rejected: 0 });
  },
);

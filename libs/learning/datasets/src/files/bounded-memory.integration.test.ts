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
  const [kind, file, rejectsFolder] = process.argv.slice(1);
  const sink = { publish: async (_, messages) => ({ appended: messages.length, duplicates: 0 }) };
  const { files: [report] } = await importFiles({ [kind]: file, rejectsFolder, sink });
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

/** Imports a file in a heap that could not hold it. */
async function imported(kind: string, file: string): Promise<unknown> {
  const heap = ['--max-old-space-size=48', '--input-type=module', '-e', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, [...heap, kind, file, folder]);
  return JSON.parse(stdout);
}

afterAll(() => rm(folder, { recursive: true }));

it.each(['jsonl', 'csv', 'parquet'])(`imports ${ROWS} rows of %s`, async (format) => {
  const report = await imported('events', files[format] as string);
  expect(report).toMatchObject({ rows: ROWS, published: ROWS, rejected: 0 });
});

it(`imports a feed in XML of ${ROWS} items in one line`, async () => {
  const file = join(folder, 'feed.xml');
  const feed = createWriteStream(file);
  feed.write('<rss xmlns:g="http://base.google.com/ns/1.0"><channel>');
  const text = 'a text that is long '.repeat(20);
  for (let i = 0; i < ROWS; i++) {
    const item = `<item><g:id>${i % 977}</g:id><title>${i}</title><description>${text}</description></item>`;
    if (!feed.write(item)) await once(feed, 'drain');
  }
  feed.end('</channel></rss>');
  await once(feed, 'finish');
  expect(await imported('items', file)).toMatchObject({ rows: ROWS, published: 977, leftOut: [{ rows: ROWS - 977 }] });
});

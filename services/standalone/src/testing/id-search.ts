import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DuckDb, sqlText } from '@stars/duckdb';
import type { EventBus } from '@stars/event-bus';
import type { recordsOnKafka } from '@stars/event-bus/testing';
import { openDatabase } from '@stars/sqlite';

/** Files below a folder that have the text: bytes as they are, and Parquet as rows, because it is compressed. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const found = paths.filter((path) => path.includes(text) || bytesOf(path).includes(text));
  await using db = await DuckDb.open();
  for (const path of paths.filter((each) => each.endsWith('.parquet'))) {
    const query = `SELECT count(*) n FROM read_parquet(${sqlText(path)}) t WHERE contains(t::VARCHAR, ${sqlText(text)})`;
    const [row] = await db.rows(query).catch((error) => {
      // Replaced meanwhile.
      if (!existsSync(path)) return [{ n: 0 }];
      throw error;
    });
    if (Number(row!['n']) > 0) found.push(path);
  }
  return [...new Set(found)].map((path) => relative(folder, path));
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** All topics of the bus in a data folder. */
export function topicsOf(dataDir: string): string[] {
  const db = openDatabase(join(dataDir, 'stars.db'));
  const rows = db.prepare('SELECT name FROM bus_topic').all<{ name: string }>();
  db.close();
  return rows.map(({ name }) => name);
}

/** Topics whose messages have the text in key, id, headers or value. */
export async function topicsWith(bus: EventBus, topics: readonly string[], text: string): Promise<string[]> {
  const found = new Set<string>();
  for (const topic of topics) {
    for await (const batch of bus.read({ topic })) {
      for (const { key, id, headers, value } of batch) {
        const parts = [key, id, JSON.stringify(headers), Buffer.from(value)];
        if (parts.some((part) => part.includes(text))) found.add(topic);
      }
    }
  }
  return [...found];
}

/** The same of what a broker has. */
export function recordsWith(records: Awaited<ReturnType<typeof recordsOnKafka>>, text: string): string[] {
  const has = ({ key, value, headers }: { key: Buffer | null; value: Buffer | null; headers?: object }): boolean =>
    [key, value].some((part) => part?.includes(text)) ||
    Object.values(headers ?? {}).some((header) => String(header).includes(text));
  return [...records].filter(([, all]) => all.some(has)).map(([topic]) => topic);
}

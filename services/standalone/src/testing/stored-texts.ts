import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { TOPICS } from '@stars/contracts';
import { DuckDb } from '@stars/duckdb';
import type { EventBus } from '@stars/event-bus';
import { Secret } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import type { StackConfig } from '@stars/stack';

/** Something stored, as a text, with all that it is found by. */
export interface StoredText {
  /** The store, and the part of it. */
  place: string;
  text: string;
}

/** Everything that a stack and an archive have stored, read past our own code as far as there is another way. */
export async function storedTexts(config: StackConfig, bus: EventBus, archiveDir: string): Promise<StoredText[]> {
  const [topics, rows] = [await onTopics(bus), await inParquet(archiveDir)];
  if (config.kind === 'embedded') return [...topics, ...rows, ...inSqlite(join(config.dataDir, 'stars.db'))];
  const { redis, elasticsearch } = config;
  return [
    ...topics,
    ...rows,
    ...(await inRedis(Secret.of(redis.url).read(), redis.prefix!)),
    ...(await inElasticsearch(Secret.of([elasticsearch.url].flat()[0]!).read(), elasticsearch.prefix!)),
  ];
}

async function onTopics(bus: EventBus): Promise<StoredText[]> {
  const found: StoredText[] = [];
  for (const topic of Object.values(TOPICS)) {
    for await (const batch of bus.read({ topic })) {
      for (const { key, value } of batch) {
        found.push({ place: `topic ${topic}`, text: `${key} ${Buffer.from(value).toString('latin1')}` });
      }
    }
  }
  return found;
}

async function inParquet(folder: string): Promise<StoredText[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.parquet'));
  await using db = await DuckDb.open();
  const found: StoredText[] = [];
  for (const path of files) {
    const rows = await db.rows(`SELECT * FROM read_parquet('${join(folder, path)}', hive_partitioning = false)`);
    const place = `archive ${/kind=[^/]+/.exec(path)?.[0]}`;
    for (const row of rows) found.push({ place, text: `${path} ${textOf(row)}` });
  }
  return found;
}

function inSqlite(path: string): StoredText[] {
  const database = openDatabase(path);
  // Messages are compressed, and the topics have them; other tables belong to the rows of one with a tenant.
  const query =
    "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'tenant'";
  const tables = (database.prepare(query).all() as { name: string }[]).map(({ name }) => name);
  const found = tables.flatMap((name) =>
    database
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => ({ place: `table ${name}`, text: textOf(row) })),
  );
  database.close();
  return found;
}

const textOf = (row: object): string =>
  JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    const bytes = (value as { type?: string; data?: number[] } | null)?.type === 'Buffer';
    if (bytes) return Buffer.from((value as { data: number[] }).data).toString('latin1');
    return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  });

async function inElasticsearch(url: string, prefix: string): Promise<StoredText[]> {
  await fetch(`${url}/${prefix}*/_refresh`, { method: 'POST' });
  const answer = (await (await fetch(`${url}/${prefix}*/_search?size=10000`)).json()) as {
    hits: { hits: { _index: string }[] };
  };
  return answer.hits.hits.map((hit) => ({ place: `index ${hit._index}`, text: JSON.stringify(hit) }));
}

type Reply = string | null | Reply[];

/** Keys of a prefix with their fields; no other client of Redis than ours is here, and this is to read past ours. */
async function inRedis(url: string, prefix: string): Promise<StoredText[]> {
  const keys = (await redis(url, ['KEYS', `${prefix}:*`])) as string[];
  return Promise.all(
    keys.map(async (key) => {
      const isHash = (await redis(url, ['TYPE', key])) === 'hash';
      const value = await redis(url, isHash ? ['HGETALL', key] : ['GET', key]);
      return { place: `Redis ${key.split(':')[1]}`, text: `${key} ${JSON.stringify(value)}` };
    }),
  );
}

async function redis(url: string, command: readonly string[]): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
  socket.write(`*${command.length}\r\n${words}`);
  let bytes = '';
  for await (const part of socket) {
    bytes += (part as Buffer).toString('latin1');
    const reply = replyIn(bytes, 0);
    if (reply) return reply.value;
  }
  throw new Error('Redis ended the connection');
}

/** The reply that begins there, and where it ends; undefined while a part is missing. */
function replyIn(bytes: string, from: number): { value: Reply; end: number } | undefined {
  const line = bytes.indexOf('\r\n', from);
  if (line < 0) return undefined;
  const [kind, rest] = [bytes[from], bytes.slice(from + 1, line)];
  const start = line + 2;
  if (kind === '$') {
    const end = start + Number(rest);
    if (rest === '-1') return { value: null, end: start };
    return bytes.length < end + 2 ? undefined : { value: bytes.slice(start, end), end: end + 2 };
  }
  if (kind !== '*') return { value: rest, end: start };
  const value: Reply[] = [];
  let end = start;
  for (let left = Number(rest); left > 0; left--) {
    const element = replyIn(bytes, end);
    if (!element) return undefined;
    value.push(element.value);
    end = element.end;
  }
  return { value, end };
}

import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CatalogChange, ContextSignal, Impression, Interaction, TOPICS, UserChange } from '@stars/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CollectingSink } from '../collecting-sink.js';
import { DuckDb, sqlText } from '../duckdb.js';
import { syntheticShop } from '../synthetic/synthetic-shop.js';
import { type FileImport, importFiles } from './import-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const run = (sink: CollectingSink, files: Omit<FileImport, 'sink' | 'rejectsFolder'>) =>
  importFiles({ sink, rejectsFolder: join(folder, 'imports'), ...files });

const jsonl = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

const rejectsOf = async (path: string | undefined) =>
  (await readFile(path as string, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const event = { user_id: 'u1', item_id: 'i1', type: 'purchase', time: '2024-05-01T10:00:00Z' };

describe('importFiles, JSON Lines', () => {
  it('imports every kind, and again without changing anything', async () => {
    const shop = syntheticShop({ users: 10, days: 20 });
    const files = await shop.writeJsonLines(folder);
    const sink = new CollectingSink();
    const first = await run(sink, files);
    expect(
      first.map(({ kind, rows, published, duplicates, rejected }) => ({ kind, rows, published, duplicates, rejected })),
    ).toEqual([
      { kind: 'items', rows: 120, published: 120, duplicates: 0, rejected: 0 },
      { kind: 'users', rows: 10, published: 10, duplicates: 0, rejected: 0 },
      { kind: 'context', rows: shop.context.length, published: shop.context.length, duplicates: 0, rejected: 0 },
      { kind: 'events', rows: shop.events.length, published: shop.events.length, duplicates: 0, rejected: 0 },
    ]);
    const events = sink.messages(TOPICS.interactions).map((message) => Interaction.decode(message.value));
    expect(events.map(({ eventId: _, ...rest }) => rest)).toEqual(shop.events.map(({ eventId: _, ...rest }) => rest));
    const before = sink.messages(TOPICS.interactions).length;
    const second = await run(sink, files);
    expect(second.map(({ published }) => published)).toEqual([0, 0, 0, 0]);
    expect(second[3]?.duplicates).toBe(shop.events.length);
    expect(sink.messages(TOPICS.interactions)).toHaveLength(before);
  });

  it('keeps two equal purchases two', async () => {
    const sink = new CollectingSink();
    const [report] = await run(sink, { events: await put('e.jsonl', jsonl(event, event)) });
    expect(report).toMatchObject({ rows: 2, published: 2, duplicates: 0 });
  });

  it('rejects bad rows with their line, code, field and reason, and imports the rest', async () => {
    const rows = [
      JSON.stringify(event),
      '{"user_id": "u1", "item_id": ',
      JSON.stringify({ ...event, user_id: undefined }),
      JSON.stringify({ ...event, type: 'stole' }),
      '',
      JSON.stringify({ ...event, time: 'yesterday' }),
      JSON.stringify({ ...event, time: '2024-02-30T00:00:00Z' }),
      JSON.stringify({ ...event, quantity: 'two' }),
      '[1, 2]',
      JSON.stringify({ ...event, item_id: 'i2' }),
    ];
    const events = await put('e.jsonl', rows.join('\r\n'));
    const sink = new CollectingSink();
    const [report] = await run(sink, { events });
    expect(report).toMatchObject({ kind: 'events', rows: 9, published: 2, rejected: 7 });
    const rejects = await rejectsOf(report?.rejectsFile);
    expect(rejects.map(({ line, code, field }) => [line, code, field])).toEqual([
      [2, 'STARS_INVALID_FIELD', undefined],
      [3, 'STARS_FIELD_REQUIRED', 'user_id'],
      [4, 'STARS_UNKNOWN_TYPE', 'type'],
      [6, 'STARS_INVALID_TIME', 'time'],
      [7, 'STARS_INVALID_TIME', 'time'],
      [8, 'STARS_INVALID_FIELD', 'quantity'],
      [9, 'STARS_INVALID_FIELD', undefined],
    ]);
    expect(rejects[1]).toMatchObject({ file: events, raw: rows[2] });
    expect(rejects[1]?.['reason']).toMatch(/user_id is required/);
  });

  it('rejects a 10 MB title, a row past any bound and a row that is not UTF-8, keeping little of them', async () => {
    const long = { item_id: 'long', title: 'x'.repeat(10 * 1024 * 1024) };
    const content = Buffer.concat([
      Buffer.from(jsonl(long, { item_id: 'a', title: 'A' }, { item_id: 'huge', title: 'y'.repeat(17 * 1024 * 1024) })),
      Buffer.from('{"item_id":"latin","title":"Caf\xe9"}\n', 'latin1'),
      Buffer.from(jsonl({ item_id: 'b', title: 'B' })),
    ]);
    const sink = new CollectingSink();
    const [report] = await run(sink, { items: await put('i.jsonl', content) });
    expect(report).toMatchObject({ rows: 5, published: 2, rejected: 3 });
    const rejects = await rejectsOf(report?.rejectsFile);
    expect(rejects.map(({ line, code, field }) => [line, code, field])).toEqual([
      [1, 'STARS_TOO_LARGE', 'title'],
      [3, 'STARS_TOO_LARGE', undefined],
      [4, 'STARS_INVALID_FIELD', undefined],
    ]);
    expect((await stat(report?.rejectsFile as string)).size).toBeLessThan(10_000);
  });

  it('forgets the rejects of an earlier import', async () => {
    const events = await put('e.jsonl', 'nonsense\n');
    const [bad] = await run(new CollectingSink(), { events });
    await put('e.jsonl', jsonl(event));
    const [good] = await run(new CollectingSink(), { events });
    expect(good?.rejectsFile).toBeUndefined();
    await expect(stat(bad?.rejectsFile as string)).rejects.toThrow(/ENOENT/);
  });

  it('lets a newer file of items win, and a version in the row', async () => {
    const items = await put('i.jsonl', jsonl({ item_id: 'a', title: 'A' }, { item_id: 'b', title: 'B', version: 7 }));
    await utimes(items, 1_700_000_000, 1_700_000_000);
    const sink = new CollectingSink();
    await run(sink, { items });
    await utimes(items, 1_700_000_001, 1_700_000_001);
    const [again] = await run(sink, { items });
    expect(again).toMatchObject({ published: 1, duplicates: 1 });
    const versions = sink.messages(TOPICS.catalog).map(({ value }) => {
      const { change } = CatalogChange.decode(value);
      return [change?.value.itemId, change?.value.version];
    });
    expect(versions).toEqual([
      ['a', 1_700_000_000_000],
      ['b', 7],
      ['a', 1_700_000_001_000],
    ]);
  });

  it('gathers adjacent context rows on items of one region and time', async () => {
    const row = (item_id: string | undefined, signals: object, time = '2024-01-01') => ({
      time,
      region: 's1',
      item_id,
      signals,
    });
    const context = await put(
      'c.jsonl',
      jsonl(
        row(undefined, { temperature: 3.5, weather: 'snow' }),
        row('a', { display: 1, mailer: true }),
        row('b', { display: 1 }),
        row('c', { display: 2 }),
        row('d', { display: 'front' }),
        row('e', { display: 2 }, '2024-01-08T00:00:00-05:00'),
      ),
    );
    const sink = new CollectingSink();
    const [report] = await run(sink, { context });
    expect(report).toMatchObject({ rows: 6, published: 3, rejected: 1 });
    const signals = sink.messages(TOPICS.context).map((message) => ContextSignal.decode(message.value));
    expect(signals[0]).toMatchObject({ region: 's1', signals: { temperature: 3.5, weather: 'snow' }, itemSignals: [] });
    expect(signals[0]?.validUntil).toEqual(new Date('2024-01-02T00:00:00Z'));
    expect(signals[1]?.itemSignals).toEqual([
      { name: 'display', value: 1, itemIds: ['a', 'b'] },
      { name: 'mailer', value: 1, itemIds: ['a'] },
      { name: 'display', value: 2, itemIds: ['c'] },
    ]);
    expect(signals[2]?.validFrom).toEqual(new Date('2024-01-08T05:00:00Z'));
    expect((await run(sink, { context }))[0]).toMatchObject({ published: 0, duplicates: 3 });
  });

  it('splits what is gathered at the bound on different values of a signal', async () => {
    const rows = Array.from({ length: 600 }, (_, i) => ({
      time: '2024-01-01',
      item_id: `i${i}`,
      signals: { discount: i },
    }));
    const sink = new CollectingSink();
    const [report] = await run(sink, { context: await put('c.jsonl', jsonl(...rows)) });
    expect(report).toMatchObject({ rows: 600, published: 3, rejected: 0 });
  });

  it('stops between batches when told to', async () => {
    const stop = new AbortController();
    const events = await put(
      'e.jsonl',
      jsonl(...Array.from({ length: 12_000 }, (_, i) => ({ ...event, item_id: `i${i}` }))),
    );
    const sink = new CollectingSink();
    const publish = sink.publish.bind(sink);
    sink.publish = (topic, messages) => {
      stop.abort(new Error('enough'));
      return publish(topic, messages);
    };
    await expect(run(sink, { events, signal: stop.signal })).rejects.toThrow('enough');
    expect(sink.batches).toEqual([5_000]);
  });

  it('imports nothing from an empty file', async () => {
    const [jsonReport, csvReport] = await run(new CollectingSink(), {
      users: await put('u.csv', ''),
      items: await put('i.jsonl', ''),
    });
    expect(jsonReport).toMatchObject({ rows: 0, published: 0, rejected: 0 });
    expect(csvReport).toMatchObject({ rows: 0, published: 0, rejected: 0 });
  });
});

describe('importFiles, CSV', () => {
  it('reads nested columns as JSON or between bars, and leaves empty cells out', async () => {
    const items = await put(
      'i.csv',
      [
        '\ufeffitem_id,title,category,price,attributes,regions,extra',
        'a,"Milk, whole",Dairy|Milk,1.5,"{""organic"": true}","{""s1"": {""in_stock"": false}}",?',
        'b,Bread,"[""Bakery"", ""Bread""]",,,,',
      ].join('\n'),
    );
    const sink = new CollectingSink();
    const [report] = await run(sink, { items });
    expect(report).toMatchObject({ rows: 2, published: 2, rejected: 0 });
    const [a, b] = sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change?.value);
    expect(a).toMatchObject({
      itemId: 'a',
      title: 'Milk, whole',
      category: ['Dairy', 'Milk'],
      price: 1.5,
      attributes: { organic: true },
      regions: { s1: { inStock: false } },
    });
    expect(b).toMatchObject({ category: ['Bakery', 'Bread'], price: undefined, attributes: undefined, regions: {} });
  });

  it('reads gzip, semicolons, impressions and users', async () => {
    const impressions = await put(
      'p.csv.gz',
      gzipSync('user_id;page_id;time;surface;items;propensities\nu1;p1;2024-01-01 10:00:00;home;a|b;0.5|0.25\n'),
    );
    const users = await put('u.csv', 'user_id,features\n007,"{""age"": 40, ""segment"": ""x""}"\n');
    const sink = new CollectingSink();
    await run(sink, { impressions, users });
    expect(sink.messages(TOPICS.impressions).map(({ value }) => Impression.decode(value))).toMatchObject([
      {
        userId: 'u1',
        time: new Date('2024-01-01T10:00:00Z'),
        items: [
          { itemId: 'a', position: 0, propensity: 0.5 },
          { itemId: 'b', position: 1, propensity: 0.25 },
        ],
      },
    ]);
    expect(sink.messages(TOPICS.users).map(({ value }) => UserChange.decode(value).change?.value)).toMatchObject([
      { userId: '007', features: { age: 40, segment: 'x' } },
    ]);
  });

  it('rejects bad lines by their number in the file', async () => {
    const events = await put(
      'e.csv',
      [
        'user_id,item_id,type,time,quantity',
        'u1,i1,view,2024-01-01T00:00:00Z,',
        'u1,i1,view',
        'u1,"i\n2",view,2024-01-01T00:00:00Z,',
        ',i1,view,2024-01-01T00:00:00Z,',
        'u1,i1,view,2024-01-01T00:00:00Z,many',
        'u1,"i1,view,2024-01-01T00:00:00Z,1',
        'u2,i1,view,2024-01-01T00:00:00Z,1',
      ].join('\n'),
    );
    const sink = new CollectingSink();
    const [report] = await run(sink, { events });
    expect(report).toMatchObject({ rows: 7, published: 2, rejected: 5 });
    const rejects = await rejectsOf(report?.rejectsFile);
    expect(rejects.map(({ line, code, field }) => [line, code, field])).toEqual([
      [3, 'STARS_INVALID_FIELD', undefined],
      [4, 'STARS_INVALID_FIELD', 'item_id'],
      [6, 'STARS_FIELD_REQUIRED', 'user_id'],
      [7, 'STARS_INVALID_FIELD', 'quantity'],
      [8, 'STARS_INVALID_FIELD', undefined],
    ]);
  });
});

describe('importFiles, Parquet', () => {
  async function parquet(name: string, select: string): Promise<string> {
    const path = join(folder, name);
    await using db = await DuckDb.open();
    await db.run(`COPY (${select}) TO ${sqlText(path)} (FORMAT parquet)`);
    return path;
  }

  it('reads integer ids, timestamps, lists, structs, maps and JSON text', async () => {
    const events = await parquet(
      'e.parquet',
      `SELECT 42::BIGINT AS user_id, 'i1' AS item_id, 'view' AS type, TIMESTAMP '2024-05-01 10:00:00.25' AS time, 2::BIGINT AS quantity
       UNION ALL SELECT NULL, 'i1', 'view', TIMESTAMP '2024-05-01', 1
       UNION ALL SELECT 43, 'i2', 'view', TIMESTAMP '290000-05-01', NULL`,
    );
    const items = await parquet(
      'i.parquet',
      `SELECT 9007199254740993::BIGINT AS item_id, 'T' AS title, ['A', 'B'] AS category, 2.50::DECIMAL(9, 2) AS price,
         {'size': 'L', 'weight': 5::BIGINT, 'gone': NULL::VARCHAR} AS attributes, MAP {'s1': {'in_stock': true}} AS regions
       UNION ALL SELECT 1, 'U', ['C'], NULL, NULL, NULL`,
    );
    const users = await parquet('u.parquet', `SELECT 'u1' AS user_id, '{"age": 3}' AS features`);
    const sink = new CollectingSink();
    const reports = await run(sink, { events, items, users });
    expect(reports.map(({ kind, rows, published, rejected }) => [kind, rows, published, rejected])).toEqual([
      ['items', 2, 2, 0],
      ['users', 1, 1, 0],
      ['events', 3, 1, 2],
    ]);
    expect(Interaction.decode(sink.messages(TOPICS.interactions)[0]!.value)).toMatchObject({
      userId: '42',
      time: new Date('2024-05-01T10:00:00.250Z'),
      quantity: 2,
    });
    expect(CatalogChange.decode(sink.messages(TOPICS.catalog)[0]!.value).change?.value).toMatchObject({
      itemId: '9007199254740993',
      category: ['A', 'B'],
      price: 2.5,
      attributes: { size: 'L', weight: 5 },
      regions: { s1: { inStock: true } },
    });
    expect(UserChange.decode(sink.messages(TOPICS.users)[0]!.value).change?.value).toMatchObject({
      features: { age: 3 },
    });
    const rejects = await rejectsOf(reports[2]?.rejectsFile);
    expect(rejects.map(({ row, code, field }) => [row, code, field])).toEqual([
      [2, 'STARS_FIELD_REQUIRED', 'user_id'],
      [3, 'STARS_INVALID_TIME', 'time'],
    ]);
  });
});

describe('importFiles, files that are no good', () => {
  const failing = async (files: Omit<FileImport, 'sink' | 'rejectsFolder'>) => {
    const sink = new CollectingSink();
    const error = await run(sink, files).then(
      () => undefined,
      (reason: unknown) => reason as { code: string; message: string; field?: string },
    );
    return { error, sink };
  };

  it('names the columns that are missing, before anything is imported', async () => {
    const items = await put('i.jsonl', jsonl({ item_id: 'a', title: 'A' }));
    const { error, sink } = await failing({
      items,
      events: await put('e.csv', 'uid,item_id,kind,time\n1,2,view,2024-01-01\n'),
    });
    expect(error).toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'user_id' });
    expect(error?.message).toMatch(/no column user_id, type.*columns are: uid, item_id, kind, time/);
    expect(sink.batches).toEqual([]);
  });

  it('says of each why it cannot be read', async () => {
    const code = async (path: string) => (await failing({ events: path })).error?.code;
    const whole = gzipSync(jsonl(...Array.from({ length: 100 }, (_, i) => ({ ...event, item_id: `i${i}` }))));
    const bad = {
      absent: join(folder, 'absent.jsonl'),
      folder,
      unknown: await put('e.xlsx', 'x'),
      cut: await put('cut.jsonl.gz', whole.subarray(0, -20)),
      zipped: await put('zipped.jsonl', whole),
      binary: await put('b.csv', Buffer.from([1, 0, 2, 0])),
      fake: await put('fake.parquet', 'this is not Parquet'),
      emptyParquet: await put('empty.parquet', ''),
    };
    for (const [name, path] of Object.entries(bad))
      expect([name, await code(path)]).toEqual([name, 'STARS_UNREADABLE_FILE']);
  });
});

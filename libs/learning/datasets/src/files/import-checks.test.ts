import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogChange, EVENT_TIME_BOUNDS, Interaction, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { EVENT, ImportFolder, jsonl, ReadableSink } from './import-folder.fixture.js';

const folder = new ImportFolder();
const NOW = Date.UTC(2025, 0);

describe('before anything is stored', () => {
  it('more than 5% of bad rows refuse all files, up to 5% do not', async () => {
    const rows = (bad: number) =>
      jsonl(...Array.from({ length: 100 }, (_, i) => (i < bad ? { ...EVENT, time: 'x' } : EVENT)));
    const items = await folder.put('i.jsonl', jsonl({ item_id: 'i1', title: 'A' }));
    const sink = new CollectingSink();
    const refused = await folder.report(sink, { items, events: await folder.put('e.jsonl', rows(6)) });
    expect(refused.refused).toMatch(/6 of 100 rows .*e\.jsonl \(6%\) cannot be read, most often because time/);
    expect(sink.batches).toEqual([]);
    const good = await folder.report(sink, { items, events: await folder.put('e.jsonl', rows(5)) });
    expect(good.files.map(({ published, rejected }) => [published, rejected])).toEqual([
      [1, 0],
      [95, 5],
    ]);
    expect(await readdir(join(folder.path, 'imports'))).toEqual(['rejects-events.jsonl']);
  });

  it('a dry run shows rows, columns and what nobody would expect', async () => {
    const events = [
      { ...EVENT, note: 'x' },
      { ...EVENT, item_id: 'unknown' },
      { ...EVENT, user_id: 'stranger' },
      { ...EVENT, time: '1994-01-02T00:00:00Z' },
      { ...EVENT, note: 'x' },
      { ...EVENT, type: 'refund', order_id: 'O', item_id: '' },
      { ...EVENT, type: 'refund' },
    ];
    const sink = new CollectingSink();
    const report = await folder.report(sink, {
      items: await folder.put('i.jsonl', jsonl({ item_id: 'i1', title: 'A' }, { item_id: 'i1', title: 'B' })),
      users: await folder.put('u.jsonl', jsonl({ user_id: 'u1', features: {} })),
      events: await folder.put('e.jsonl', jsonl(...events)),
      dryRun: true,
    });
    expect(sink.batches).toEqual([]);
    const [items, , file] = report.files;
    expect(items!.leftOut).toEqual([{ reason: 'an earlier row of the file has the same id, and counts', rows: 1 }]);
    expect(file).toMatchObject({ rows: 7, kinds: { purchase: 5, refund: 1 } });
    expect(file!.leftOut).toEqual([{ reason: 'it takes an order back that the file does not have', rows: 1 }]);
    expect(file!.columns.find(({ column }) => column === 'note')).toEqual({
      ...{ column: 'note', as: '', how: 'events have no such column' },
    });
    expect(file!.examples[0]).toEqual(EVENT);
    const notes = file!.notes.join('; ');
    expect(notes).toMatch(/1 events are of 1 items that the catalogue does not have, such as unknown/);
    expect(notes).toMatch(/1 events are of 1 users that the file of users does not have, such as stranger/);
    expect(notes).toMatch(/1 rows are equal to an earlier row/);
  });

  it('rejects times that cannot be true, with line and field, and takes one a little ahead as now', async () => {
    const clock = { now: NOW, bounds: EVENT_TIME_BOUNDS };
    const at = (time: number | string) => ({ ...EVENT, time: new Date(time).toISOString() });
    const wrong = [at('9999-12-31'), at('1970-01-01'), at(NOW + 11 * 60_000)];
    const rows = [...Array<object>(60).fill(EVENT), at(NOW + 60_000), ...wrong];
    const page = { user_id: 'u1', page_id: 'p', items: ['i1'] };
    const sink = new CollectingSink();
    const report = await folder.report(sink, {
      events: await folder.put('e.jsonl', jsonl(...rows)),
      impressions: await folder.put('p.jsonl', jsonl({ ...page, time: '2099-01-01T00:00:00Z' })),
      ...{ clock, allowRejects: true },
    });
    expect(report.files.map(({ kind, rejected }) => [kind, rejected])).toEqual([
      ['impressions', 1],
      ['events', 3],
    ]);
    const rejects = await readFile(join(folder.path, 'imports', 'rejects-events.jsonl'), 'utf8');
    expect(
      rejects
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { line: 62, code: 'STARS_TIME_AHEAD', field: 'time' },
      { line: 63, code: 'STARS_TIME_BEHIND', field: 'time' },
      { line: 64, code: 'STARS_TIME_AHEAD', field: 'time' },
    ]);
    const times = sink.messages(TOPICS.interactions).map(({ value }) => Interaction.decode(value).time!.getTime());
    expect(Math.max(...times)).toBe(NOW);
  });
});

it('events of a user whose id is somebody’s anonymous id stay with the user', async () => {
  const sink = new CollectingSink();
  const rows = [
    { ...EVENT, anonymous_id: '17', user_id: '4' },
    { ...EVENT, user_id: '17' },
    { ...EVENT, user_id: undefined, anonymous_id: '17' },
  ];
  await folder.report(sink, { events: await folder.put('e.jsonl', jsonl(...rows)) });
  const users = sink.messages(TOPICS.interactions).map(({ value }) => Interaction.decode(value).userId);
  expect(users).toEqual(['4', '17', '4']);
});

it.each([
  ['sku;Preis;Tiefe\na;1.299;2.000\nb;899;5\n', 1299, 2000],
  ['sku\tPreis\tTiefe\na\t1.299\t2.000\nb\t899\t5\n', 1.299, 2],
])(
  'a number that could be thousands or a fraction is read by the file’s cells, and named: %j',
  async (csv, price, depth) => {
    const sink = new CollectingSink();
    const [report] = (await folder.report(sink, { items: await folder.put('i.csv', csv) })).files;
    const item = CatalogChange.decode(sink.messages(TOPICS.catalog)[0]!.value).change!.value;
    expect(item).toMatchObject({ price, attributes: { Tiefe: depth } });
    expect(report!.notes.join()).toContain(`Preis tells whether "1.299" has a fraction; it is read as ${price}`);
    expect(report!.notes.join()).toContain('nothing in Tiefe tells');
  },
);

it('--map and --map-value of a column that no file has are refused', async () => {
  const events = await folder.put('e.jsonl', jsonl(EVENT));
  const run = (columns: object) => folder.report(new CollectingSink(), { events, columns });
  await expect(run({ map: { item_id: 'artnr' } })).rejects.toMatchObject({
    ...{ code: 'STARS_FIELD_REQUIRED', field: 'item_id' },
    message: expect.stringContaining('no file has a column artnr, which item_id was said to be'),
  });
  await expect(run({ mapValues: { what: { look: 'view' } } })).rejects.toMatchObject({ field: 'what' });
  await run({ map: { item_id: 'item_id' }, mapValues: { type: { purchase: 'view' } } });
});

it('an older version of an item does not take the place of a newer one on the log', async () => {
  const sink = new ReadableSink();
  const item = { item_id: 'i1', version: 7, title: 'Tea' };
  await folder.run(sink, { items: await folder.put('i.jsonl', jsonl(item)) });
  const old = await folder.put('i.jsonl', jsonl({ ...item, version: 6, title: 'Coffee' }));
  const events = await folder.put('e.jsonl', jsonl(EVENT));
  const reports = await folder.run(sink, { items: old, events, itemsFromEvents: true });
  expect(reports.map(({ kind, published, duplicates }) => [kind, published, duplicates])).toEqual([
    ['items', 0, 1],
    ['events', 1, 0],
    ['items', 0, 1],
  ]);
  expect(reports[0]!.notes).toEqual(['1 items have a later version in the catalogue, and change nothing']);
  expect(sink.messages(TOPICS.catalog)).toHaveLength(1);
});

describe('--replace', () => {
  const put = async (name: string, seconds: number, ...ids: string[]) => {
    const path = await folder.put(name, jsonl(...ids.map((id) => ({ item_id: id, title: id }))));
    await utimes(path, seconds, seconds);
    return path;
  };
  const catalogue = (sink: ReadableSink) =>
    sink.messages(TOPICS.catalog).map(({ value }) => {
      const { change } = CatalogChange.decode(value);
      return [change!.$case, change!.value.itemId, change!.value.version];
    });

  it('withdraws items that are gone from the file', async () => {
    const sink = new ReadableSink();
    await folder.run(sink, { items: await put('a.jsonl', 1000, 'a', 'b', 'c') });
    const [report] = await folder.run(sink, { items: await put('b.jsonl', 2000, 'b', 'd'), replace: true });
    expect(report!.notes).toContain('2 items of the catalogue are not in the file, and leave the catalogue');
    expect(catalogue(sink).slice(3)).toEqual([
      ['upsert', 'b', 2_000_000],
      ['upsert', 'd', 2_000_000],
      ['delete', 'a', 2_000_000],
      ['delete', 'c', 2_000_000],
    ]);
  });

  it('withdraws no more than half of the catalogue, as a file that was cut off would', async () => {
    const sink = new ReadableSink();
    await folder.run(sink, { items: await put('a.jsonl', 1000, 'a', 'b', 'c') });
    const items = await put('b.jsonl', 2000, 'b');
    const report = await folder.report(sink, { items, replace: true });
    expect(report.refused).toMatch(/--replace would withdraw 2 of 3 items.*--allow-rejects/);
    expect(catalogue(sink)).toHaveLength(3);
    const empty = await folder.report(sink, { items: await folder.put('e.csv', 'item_id,title\n'), replace: true });
    expect(empty.refused).toMatch(/e\.csv has no items/);
    await folder.run(sink, { items, replace: true });
    expect(
      catalogue(sink)
        .slice(4)
        .map(([change]) => change),
    ).toEqual(['delete', 'delete']);
  });

  it('withdraws nothing if a row that cannot be read may be of an item', async () => {
    const sink = new ReadableSink();
    await folder.run(sink, { items: await put('a.jsonl', 1000, 'a', 'b') });
    const rows = Array.from({ length: 40 }, (_, i) => ({ item_id: `i${i}`, title: 'T' }));
    const items = await folder.put('b.jsonl', `${jsonl(...rows)}{"item_id": "a", "title": \n`);
    const report = await folder.report(sink, { items, replace: true });
    expect(report.refused).toMatch(/1 rows of .* cannot be read, and --replace would withdraw their items/);
    expect(catalogue(sink)).toHaveLength(2);
  });
});

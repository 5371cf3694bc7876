import { stat, utimes } from 'node:fs/promises';
import { CatalogChange, Interaction, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { syntheticShop } from '../testing/synthetic/synthetic-shop.js';
import { EVENT, ImportFolder, jsonl } from './import-folder.fixture.js';

const folder = new ImportFolder();

describe('importFiles, JSON Lines', () => {
  it('takes an item as in stock if one of its rows is', async () => {
    const sink = new CollectingSink();
    const row = (sku: string, variant: string, stock: number) => ({
      item_id: sku,
      variant_sku: variant,
      title: sku,
      stock,
    });
    const items = await folder.put(
      'v.jsonl',
      jsonl(row('a', 'a1', 0), row('a', 'a2', 3), row('b', 'b1', 0), row('b', 'b2', 0), row('c', 'c1', 1)),
    );
    await folder.run(sink, { items });
    const stored = sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change?.value);
    expect(stored).toMatchObject([
      { itemId: 'a', inStock: true },
      { itemId: 'b', inStock: false },
      { itemId: 'c', inStock: true },
    ]);
  });

  it('imports every kind, and again without changing anything', async () => {
    const shop = syntheticShop({ users: 10, days: 20 });
    const files = await shop.writeJsonLines(folder.path);
    const sink = new CollectingSink();
    const first = await folder.run(sink, files);
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
    const second = await folder.run(sink, files);
    expect(second.map(({ published }) => published)).toEqual([0, 0, 0, 0]);
    expect(second[3]?.duplicates).toBe(shop.events.length);
    expect(sink.messages(TOPICS.interactions)).toHaveLength(before);
  });

  it('keeps two equal purchases', async () => {
    const sink = new CollectingSink();
    const [report] = await folder.run(sink, { events: await folder.put('e.jsonl', jsonl(EVENT, EVENT)) });
    expect(report).toMatchObject({ rows: 2, published: 2, duplicates: 0 });
  });

  it('rejects bad rows with their line, code, field and reason, and imports the rest', async () => {
    const rows = [
      JSON.stringify(EVENT),
      '{"user_id": "u1", "item_id": ',
      JSON.stringify({ ...EVENT, user_id: undefined }),
      JSON.stringify({ ...EVENT, type: 'stole' }),
      '',
      JSON.stringify({ ...EVENT, time: 'yesterday' }),
      JSON.stringify({ ...EVENT, time: '2024-02-30T00:00:00Z' }),
      JSON.stringify({ ...EVENT, quantity: 'two' }),
      '[1, 2]',
      JSON.stringify({ ...EVENT, item_id: 'i2' }),
    ];
    const events = await folder.put('e.jsonl', rows.join('\r\n'));
    const sink = new CollectingSink();
    const [report] = await folder.run(sink, { events });
    expect(report).toMatchObject({ kind: 'events', rows: 9, published: 2, rejected: 7 });
    const rejects = await folder.rejectsOf(report);
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

  it('rejects a 10 MB title and a row past any bound, keeping little of them', async () => {
    const long = { item_id: 'long', title: 'x'.repeat(10 * 1024 * 1024) };
    const content = Buffer.concat([
      Buffer.from(jsonl(long, { item_id: 'a', title: 'A' }, { item_id: 'huge', title: 'y'.repeat(17 * 1024 * 1024) })),
      Buffer.from(jsonl({ item_id: 'b', title: 'Bäckerei' })),
    ]);
    const sink = new CollectingSink();
    const [report] = await folder.run(sink, { items: await folder.put('i.jsonl', content) });
    expect(report).toMatchObject({ rows: 4, published: 2, rejected: 2 });
    const rejects = await folder.rejectsOf(report);
    expect(rejects.map(({ line, code, field }) => [line, code, field])).toEqual([
      [1, 'STARS_TOO_LARGE', 'title'],
      [3, 'STARS_TOO_LARGE', undefined],
    ]);
    expect((await stat(report?.rejectsFile as string)).size).toBeLessThan(10_000);
  });

  it('forgets the rejects of an earlier import', async () => {
    const events = await folder.put('e.jsonl', 'nonsense\n');
    const [bad] = await folder.run(new CollectingSink(), { events });
    await folder.put('e.jsonl', jsonl(EVENT));
    const [good] = await folder.run(new CollectingSink(), { events });
    expect(good?.rejectsFile).toBeUndefined();
    await expect(stat(bad?.rejectsFile as string)).rejects.toThrow(/ENOENT/);
  });

  it('lets a newer file of items win, and a version in the row', async () => {
    const items = await folder.put(
      'i.jsonl',
      jsonl({ item_id: 'a', title: 'A' }, { item_id: 'b', title: 'B', version: 7 }),
    );
    await utimes(items, 1_700_000_000, 1_700_000_000);
    const sink = new CollectingSink();
    await folder.run(sink, { items });
    await utimes(items, 1_700_000_001, 1_700_000_001);
    const [again] = await folder.run(sink, { items });
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

  it('stops between batches at an abort', async () => {
    const stop = new AbortController();
    const events = await folder.put(
      'e.jsonl',
      jsonl(...Array.from({ length: 12_000 }, (_, i) => ({ ...EVENT, item_id: `i${i}` }))),
    );
    const sink = new CollectingSink();
    const publish = sink.publish.bind(sink);
    sink.publish = (topic, messages) => {
      stop.abort(new Error('enough'));
      return publish(topic, messages);
    };
    await expect(folder.run(sink, { events, signal: stop.signal })).rejects.toThrow('enough');
    expect(sink.batches).toEqual([5_000]);
  });

  it('imports nothing from an empty file', async () => {
    const [jsonReport, csvReport] = await folder.run(new CollectingSink(), {
      users: await folder.put('u.csv', ''),
      items: await folder.put('i.jsonl', ''),
    });
    expect(jsonReport).toMatchObject({ rows: 0, published: 0, rejected: 0 });
    expect(csvReport).toMatchObject({ rows: 0, published: 0, rejected: 0 });
  });
});

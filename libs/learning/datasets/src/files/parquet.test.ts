import { join } from 'node:path';
import { CatalogChange, Interaction, TOPICS, UserChange } from '@stars/contracts';
import { DuckDb, sqlText } from '@stars/duckdb';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { ImportFolder } from './import-folder.fixture.js';

const folder = new ImportFolder();

describe('importFiles, Parquet', () => {
  async function parquet(name: string, select: string): Promise<string> {
    const path = join(folder.path, name);
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
    const reports = await folder.run(sink, { events, items, users });
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
    const rejects = await folder.rejectsOf(reports[2]);
    expect(rejects.map(({ row, code, field }) => [row, code, field])).toEqual([
      [2, 'STARS_FIELD_REQUIRED', 'user_id'],
      [3, 'STARS_INVALID_TIME', 'time'],
    ]);
  });
});

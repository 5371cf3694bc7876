import { gzipSync } from 'node:zlib';
import { CatalogChange, Impression, TOPICS, UserChange } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { ImportFolder } from './import-folder.fixture.js';

const folder = new ImportFolder();

describe('importFiles, CSV', () => {
  it('reads nested columns as JSON or between bars, and leaves out empty cells', async () => {
    const items = await folder.put(
      'i.csv',
      [
        '\ufeffitem_id,title,category,price,attributes,regions,extra',
        'a,"Milk, whole",Dairy|Milk,1.5,"{""organic"": true}","{""s1"": {""in_stock"": false}}",?',
        'b,Bread,"[""Bakery"", ""Bread""]",,,,',
      ].join('\n'),
    );
    const sink = new CollectingSink();
    const [report] = await folder.run(sink, { items });
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
    const impressions = await folder.put(
      'p.csv.gz',
      gzipSync('user_id;page_id;time;surface;items;propensities\nu1;p1;2024-01-01 10:00:00;home;a|b;0.5|0.25\n'),
    );
    const users = await folder.put('u.csv', 'user_id,features\n007,"{""age"": 40, ""segment"": ""x""}"\n');
    const sink = new CollectingSink();
    await folder.run(sink, { impressions, users });
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
    const events = await folder.put(
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
    const [report] = await folder.run(sink, { events });
    expect(report).toMatchObject({ rows: 7, published: 2, rejected: 5 });
    const rejects = await folder.rejectsOf(report);
    expect(rejects.map(({ line, code, field, user_id }) => [line, code, field, user_id])).toEqual([
      [3, 'STARS_INVALID_FIELD', undefined, undefined],
      [4, 'STARS_INVALID_FIELD', 'item_id', 'u1'],
      [6, 'STARS_FIELD_REQUIRED', 'user_id', undefined],
      [7, 'STARS_INVALID_FIELD', 'quantity', 'u1'],
      [8, 'STARS_INVALID_FIELD', undefined, undefined],
    ]);
  });
});

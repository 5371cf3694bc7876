import { CatalogChange, Interaction, InteractionType, TOPICS, UserChange } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { type ImportedFiles, ImportFolder, jsonl } from './import-folder.fixture.js';

const folder = new ImportFolder();
const TIME = Date.UTC(1997, 11, 4, 15, 55, 49);

async function eventsOf(files: ImportedFiles) {
  const sink = new CollectingSink();
  const reports = await folder.run(sink, files);
  const events = sink.messages(TOPICS.interactions).map(({ value }) => {
    const { userId, itemId, type, time, value: rating } = Interaction.decode(value);
    return [userId, itemId, type, time?.getTime(), rating];
  });
  return { sink, reports, events };
}

const {
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_ADD_TO_CART: CART,
  INTERACTION_TYPE_PURCHASE: PURCHASE,
} = InteractionType;
/** For files without a column of types. */
const BOUGHT = { columns: { type: 'purchase' } };

describe('files in other formats', () => {
  it('reads rows of ratings, lists of categories and searches, and leaves out those that say nothing', async () => {
    const csv = [
      'user_id,item_id,time,type,rating,category,query',
      'ann,a,2024-01-05T09:00:00Z,rating,2,Food,',
      'ann,,2024-01-05T09:01:00Z,view_category,,Bread,',
      'ann,,2024-01-05T09:02:00Z,search,,,dark bread',
      'ann,a,2024-01-05T09:03:00Z,view,,Food,',
      'ann,,2024-01-05T09:04:00Z,search,,,',
      'ann,a,2024-01-05T09:05:00Z,rating,7,,',
    ].join('\n');
    const { sink, reports } = await eventsOf({ events: await folder.put('kinds.csv', csv) });
    const messages = sink.messages(TOPICS.interactions).map(({ value }) => Interaction.decode(value));
    expect(messages.map(({ type, itemId, value, category, query }) => [type, itemId, value, category, query])).toEqual([
      [8, 'a', 2, '', ''],
      [9, '', undefined, 'Bread', ''],
      [10, '', undefined, '', 'dark bread'],
      [1, 'a', undefined, '', ''],
    ]);
    expect(reports[0]).toMatchObject({ rejected: 1, leftOut: [{ reason: 'search without a query', rows: 1 }] });
  });

  it('reads a log of ratings by usual column names', async () => {
    const csv = 'userId,movieId,rating,timestamp\n196,242,3,881250949\n';
    const { events, reports } = await eventsOf({ events: await folder.put('ratings.csv', csv) });
    expect(events).toEqual([['196', '242', VIEW, TIME, 3]]);
    expect(reports).toMatchObject([
      {
        renamed: { userId: 'user_id', movieId: 'item_id', rating: 'value', timestamp: 'time' },
        eventType: { type: 'view', why: 'ratings' },
        rejected: 0,
      },
    ]);
  });

  it('reads the same log, typed column names, from tabs', async () => {
    const tsv = 'user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949.0\n';
    const { events } = await eventsOf({ events: await folder.put('ml.inter', tsv) });
    expect(events).toEqual([['196', '242', VIEW, TIME, 3]]);
  });

  it('reads numbers as ids in JSON, and refuses those that JSON cannot hold', async () => {
    const rows =
      '{"user": 7, "asin": "B01", "ts": 881250949000}\n{"user": 12345678901234567890, "asin": "B01", "ts": 1}\n';
    const { events, reports } = await eventsOf({ events: await folder.put('e.jsonl', rows), ...BOUGHT });
    expect(events).toEqual([['7', 'B01', PURCHASE, TIME, undefined]]);
    const [reject] = await folder.rejectsOf(reports[0]);
    expect(reject).toMatchObject({ line: 2, code: 'STARS_INVALID_FIELD', field: 'user_id' });
  });

  it.each([
    ['seconds', '881250949'],
    ['fractions of seconds', '881250949.0'],
    ['milliseconds', '881250949000'],
    ['microseconds', '881250949000000'],
    ['nanoseconds', '881250949000000000'],
    ['ISO 8601', '1997-12-04T15:55:49Z'],
    ['a space for the T', '1997-12-04 15:55:49'],
    ['the German way', '4.12.1997 15:55:49'],
    ['BigQuery’s way', '1997-12-04 15:55:49 UTC'],
    ['slashes', '1997/12/04 15:55:49'],
  ])('reads times in %s', async (_, time) => {
    const { events } = await eventsOf({
      events: await folder.put('e.csv', `user,item,date\nu,i,${time}\n`),
      ...BOUGHT,
    });
    expect(events).toEqual([['u', 'i', PURCHASE, TIME, undefined]]);
  });

  it('rejects a time that could be two days', async () => {
    const { reports } = await eventsOf({
      events: await folder.put('e.csv', 'user,item,date\nu,i,04/12/1997\n'),
      ...BOUGHT,
    });
    expect(reports).toMatchObject([{ rows: 1, rejected: 1 }]);
  });

  it('prefers configured names to guesses', async () => {
    const csv = 'user_id,customer,movie,rating,when\n1,c,m,4,881250949\n2,d,m,2,881250949\n3,e,m,,881250949\n';
    const { events, reports } = await eventsOf({
      events: await folder.put('e.csv', csv),
      columns: { map: { user_id: 'customer', time: 'when' }, type: 'view' },
      minValue: 3,
    });
    expect(events).toEqual([['c', 'm', VIEW, TIME, 4]]);
    expect(reports).toMatchObject([{ leftOut: [{ rows: 2 }], eventType: { type: 'view', why: 'given' } }]);
  });

  it('reads types of events by their usual names, and never guesses one if there is a column', async () => {
    const rows = [
      'user,item,event,ts',
      ...['click', 'addtocart', 'buy', 'gaze', ''].map((type, i) => `1,a,${type},150000000${i}`),
    ];
    const { events, reports } = await eventsOf({ events: await folder.put('e.csv', rows.join('\n')) });
    expect(events.map(([, , type]) => type)).toEqual([VIEW, CART, PURCHASE]);
    expect(reports).toMatchObject([{ rejected: 2 }]);
  });

  it('makes a catalogue of the events’ ids on request', async () => {
    const { sink, reports } = await eventsOf({
      events: await folder.put(
        'e.jsonl',
        jsonl(...[3, 4, 3].map((item) => ({ user: 1, item, ts: 1_500_000_000 + item }))),
      ),
      itemsFromEvents: true,
      ...BOUGHT,
    });
    const items = sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change?.value);
    expect(items).toMatchObject([
      { itemId: '3', title: '3', version: 0 },
      { itemId: '4', title: '4', version: 0 },
    ]);
    expect(reports.map(({ kind, rows, published }) => [kind, rows, published])).toEqual([
      ['events', 3, 3],
      ['items', 2, 2],
    ]);
  });

  it('accepts an item without a title column, and a user’s columns as features', async () => {
    const sink = new CollectingSink();
    const reports = await folder.run(sink, {
      items: await folder.put('i.csv', 'movieId,genres\n1,Comedy|Drama\n'),
      users: await folder.put('u.csv', 'user_id,age,city,vip\n1,24,Bonn,\n'),
    });
    expect(reports.map(({ published }) => published)).toEqual([1, 1]);
    const item = CatalogChange.decode(sink.messages(TOPICS.catalog)[0]!.value).change?.value;
    expect(item).toMatchObject({ itemId: '1', title: '1', category: ['Comedy', 'Drama'] });
    const user = UserChange.decode(sink.messages(TOPICS.users)[0]!.value).change?.value;
    expect(user).toMatchObject({ userId: '1', features: { age: 24, city: 'Bonn' } });
  });
});

import { CatalogChange, type CatalogItem, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { ga4Export, segmentExport } from './exports.fixture.js';
import { EVENT, ImportFolder, jsonl, ReadableSink } from './import-folder.fixture.js';

const folder = new ImportFolder();

async function imported(content: string, sink = new ReadableSink()) {
  const events = await folder.put('events.jsonl', content);
  const { files } = await folder.report(sink, { events, itemsFromEvents: true });
  const changes = sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change!.value);
  const items = new Map((changes as CatalogItem[]).map((item) => [item.itemId, item]));
  return { items, report: files.at(-1)!, events: files[0]!, sink };
}

describe('items made of events', () => {
  it('have the names, categories and prices of Google Analytics', async () => {
    const lines = ga4Export()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const more = { item_brand: 'Farm', item_category: 'Food', item_category2: 'Dairy', item_category3: '(not set)' };
    for (const { items } of lines) for (const item of items) if (item.item_id === 'a1') Object.assign(item, more);
    lines[2].event_params.push({ key: 'currency', value: { string_value: 'EUR' } });
    const { items, report } = await imported(jsonl(...lines));
    expect([...items.values()]).toMatchObject([
      { itemId: 'a1', title: 'Milk', brand: 'Farm', category: ['Food', 'Dairy'], price: 3.5, version: 0 },
      { itemId: 'b2', title: 'Bread', brand: '', category: [], price: 3.5, version: 0 },
      { itemId: 'c3', title: 'Tea', version: 0 },
    ]);
    expect(report).toMatchObject({ published: 3, fromEvents: { named: 3 }, prices: { items: 3, currency: 'EUR' } });
  });

  it('have images and links of Segment, too', async () => {
    const lines = segmentExport()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    Object.assign(lines[1].properties, { image_url: 'https://x/a.jpg', url: 'https://x/a', brand: 'Farm' });
    const { items } = await imported(jsonl(...lines));
    expect(items.get('a1')).toMatchObject({
      ...{ title: 'Milk', brand: 'Farm', category: ['Dairy'], price: 2.5 },
      ...{ image: 'https://x/a.jpg', link: 'https://x/a' },
    });
  });

  it('are what the latest event says that says it, in any order of the file', async () => {
    const at = (day: number, more: object) => ({ ...EVENT, time: `2024-05-0${day}T00:00:00Z`, ...more });
    const rows = [
      at(4, { item_price: 4 }),
      at(1, { item_name: 'One', item_price: 1, item_brand: 'B' }),
      at(3, { item_name: 'Three' }),
      at(2, { item_name: 'Two', item_price: 2 }),
    ];
    for (const order of [rows, rows.toReversed()]) {
      const { items } = await imported(jsonl(...order));
      expect(items.get('i1')).toMatchObject({ title: 'Three', price: 4, brand: 'B' });
    }
  });

  it('lose what no item can have, and the events lose nothing', async () => {
    const { items, events } = await imported(
      jsonl(
        {
          ...EVENT,
          item_name: 'x'.repeat(1_500),
          item_price: 'ask us',
          item_image: 'https://x/\ty',
          item_brand: ' B\tC ',
        },
        { ...EVENT, item_id: 'i2', item_name: 'y'.repeat(1_000_000), item_price: -3, item_brand: { de: 'B' } },
      ),
    );
    expect(events).toMatchObject({ published: 2, rejected: 0 });
    expect(events.examples[0]).toEqual(EVENT);
    expect(items.get('i1')).toMatchObject({ title: 'i1', brand: 'B C' });
    expect(items.get('i1')!.image).toBeUndefined();
    expect(items.get('i2')).toMatchObject({ title: 'i2', price: undefined });
  });

  it('keep what an earlier import said; the same again changes nothing', async () => {
    const first = jsonl({ ...EVENT, item_name: 'Tea', item_price: '3 EUR' });
    const { sink } = await imported(first);
    expect((await imported(first, sink)).report).toMatchObject({ published: 0, duplicates: 1 });
    expect((await imported(jsonl(EVENT), sink)).report).toMatchObject({ published: 0, duplicates: 1 });
    const { items, report } = await imported(jsonl({ ...EVENT, item_brand: 'Farm' }), sink);
    expect(report).toMatchObject({ published: 1, fromEvents: { named: 1 } });
    expect(items.get('i1')).toMatchObject({ title: 'Tea', price: 3, brand: 'Farm', version: 0 });
  });

  it('are in one currency', async () => {
    const row = (item_id: string, item_price: string) => ({ ...EVENT, item_id, item_price });
    const { items, report } = await imported(jsonl(row('a', '1 EUR'), row('b', '2 USD'), row('c', '3 EUR')));
    expect([...items.values()].map(({ price }) => price)).toEqual([1, undefined, 3]);
    expect(report.prices).toMatchObject({ currency: 'EUR', leftOut: [{ currency: 'USD', examples: ['b'] }] });
  });
});

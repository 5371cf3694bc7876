import { CatalogChange, EVENT_TIME_BOUNDS, Interaction, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { SMALL_SHOP_COUNTS, SMALL_SHOP_PRODUCTS, smallShopEvents, smallShopExport } from '../testing/index.js';
import { ImportFolder } from './import-folder.fixture.js';

const folder = new ImportFolder();

async function imported(shop: ReturnType<typeof smallShopExport>, columns = {}) {
  const sink = new CollectingSink();
  const files = {
    items: await folder.put('items.csv', shop.items),
    events: await folder.put('events.csv', shop.events),
  };
  const report = await folder.report(sink, {
    ...files,
    columns,
    clock: { now: Date.UTC(2027, 0), bounds: EVENT_TIME_BOUNDS },
  });
  return { sink, report, events: sink.messages(TOPICS.interactions).map(({ value }) => Interaction.decode(value)) };
}

it('a small shop goes in whole: each event by its kind, each product with its price, shelf and columns', async () => {
  const { report, sink, events } = await imported(smallShopExport({ anonymous: true }));
  const [items, log] = report.files;
  expect(log).toMatchObject({ kinds: SMALL_SHOP_COUNTS, rejected: 0, leftOut: [] });
  // Whoever signed in at the cart is known before, too; people who never did stay anonymous.
  const known = new Set(smallShopEvents().flatMap(({ user, type }) => (type === 'view' ? [] : [user])));
  const joined = events.filter(({ userId }) => known.has(userId));
  expect(joined).toHaveLength(smallShopEvents().filter(({ user }) => known.has(user)).length);
  expect(log!.notes.join()).toMatch(/events of anonymous ids count for the user/);
  const stored = sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change!.value);
  expect(stored).toMatchObject(
    SMALL_SHOP_PRODUCTS.map(({ id, title, category, price, colour }, n) => ({
      // One of them has a tab, which no title of the catalogue has.
      ...{ itemId: id, title: title.replace('\t', ' '), category, price },
      ...{ attributes: { colour }, image: `https://shop.example/images/${n + 1}.jpg` },
      regions: { berlin: { inStock: n % 7 > 0 }, hamburg: { inStock: n % 4 > 0 } },
    })),
  );
  expect(items).toMatchObject({ rows: 30, published: 30, rejected: 0 });
});

it('a name of an event that nobody knows stops it, and the option lets it in', async () => {
  const shop = smallShopExport({ names: { view: 'gaze' } });
  const { report, sink } = await imported(shop);
  expect(report.refused).toMatch(/2073 of 3002 rows.*\(69%\).*type is "gaze".*--map-value "type.gaze=view"/);
  expect(sink.batches).toEqual([]);
  const { events } = await imported(shop, { mapValues: { type: { gaze: 'view' } } });
  expect(events).toHaveLength(3002);
});

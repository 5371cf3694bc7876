import { CatalogItem, decodeMessage, encodeUpsertItems, MonotonicVersions, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { SqliteEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { CatalogChanges } from './catalog-changes.js';

const item = (itemId: string, version = 0) =>
  CatalogItem.fromPartial({ tenantId: 'default', itemId, title: itemId, version });

it('a change is later than what a clock that was a day ahead has written, and its own version stays', async () => {
  const database = openDatabase(':memory:');
  const [bus, catalog] = [new SqliteEventBus(database), new SqliteItemCatalog(database)];
  const ahead = (Date.now() + 86_400_000) * 1000;
  await catalog.upsert([item('ahead', ahead), item('own', ahead), item('calm', 7)]);
  const sent = async (changes: CatalogChanges, items: CatalogItem[]): Promise<Record<string, number>> => {
    await changes.publish(items, encodeUpsertItems);
    const all: CatalogItem[] = [];
    for await (const batch of bus.read({ topic: TOPICS.catalog })) {
      all.push(...batch.map(({ value }) => decodeMessage(TOPICS.catalog, value).change!.value as CatalogItem));
    }
    return Object.fromEntries(all.slice(-items.length).map(({ itemId, version }) => [itemId, version]));
  };
  const all = [item('calm'), item('ahead'), item('own', 9), item('new')];
  const before = Date.now() * 1000;
  const versions = await sent(new CatalogChanges(bus, new MonotonicVersions(), catalog), all);
  expect(versions).toMatchObject({ ahead: ahead + 1, own: 9 });
  for (const id of ['calm', 'new']) {
    expect(versions[id]).toBeGreaterThanOrEqual(before);
    expect(versions[id]).toBeLessThan(ahead);
  }
  const away = { get: () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'away')) };
  const blind = await sent(new CatalogChanges(bus, new MonotonicVersions(), away), [item('ahead')]);
  expect(blind['ahead']).toBeLessThan(ahead);
  await bus.close();
  database.close();
});

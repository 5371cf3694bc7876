import { CatalogItem } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { RecentChanges } from '@stars/item-catalog';
import { beforeEach, expect, it } from 'vitest';
import { ItemCards } from './item-cards.js';

let titles: Map<string, string>;
let prices: Map<string, number>;
let changes: Map<string, RecentChanges>;
let away: boolean;
let asked: string[][];
let now: number;
let cards: ItemCards;

beforeEach(() => {
  titles = new Map([
    ['a', 'Apples'],
    ['b', 'Bread'],
  ]);
  prices = new Map();
  changes = new Map();
  away = false;
  asked = [];
  now = 0;
  cards = new ItemCards({
    recentChanges: async (_tenant, itemIds) => itemIds.map((itemId) => changes.get(itemId)),
    async get(_tenant, itemIds) {
      asked.push([...itemIds]);
      if (away) throw new StarsError('STARS_UNAVAILABLE', 'away');
      return itemIds.map((itemId) => {
        const title = titles.get(itemId);
        return title === undefined
          ? undefined
          : CatalogItem.fromPartial({ itemId, title, category: ['food'], price: prices.get(itemId) });
      });
    },
  });
  cards.now = () => now;
});

const shown = async (...itemIds: string[]) => (await cards.get('t', itemIds)).map((card) => card?.title);
/** Lets background work of an answer end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('asks about each item once, in the order of the request, and again about items that were not there', async () => {
  expect(await shown('b', 'a', 'x')).toEqual(['Bread', 'Apples', undefined]);
  expect(await shown('a', 'x', 'b')).toEqual(['Apples', undefined, 'Bread']);
  expect(asked).toEqual([['b', 'a', 'x'], ['x']]);
  expect((await cards.get('other', ['a']))[0]).toMatchObject({ title: 'Apples', category: ['food'] });
  expect(asked).toHaveLength(3);
});

it('gives a cached card for half a minute, then refreshes it in the background, once for all callers', async () => {
  await shown('a');
  titles.set('a', 'Pears');
  now = 30_000;
  expect(await shown('a')).toEqual(['Apples']);
  await settled();
  expect(await shown('a')).toEqual(['Apples']);
  expect(asked).toHaveLength(1);
  now = 30_001;
  expect(await Promise.all([shown('a'), shown('a')])).toEqual([['Apples'], ['Apples']]);
  await settled();
  expect(await shown('a')).toEqual(['Pears']);
  expect(asked).toHaveLength(2);
});

it('asks before it answers if a card is older than ten minutes, and forgets deleted items', async () => {
  await shown('a', 'b');
  titles.set('a', 'Pears');
  titles.delete('b');
  now = 600_001;
  expect(await shown('a', 'b')).toEqual(['Pears', undefined]);
});

it('gives the last known card while the catalogue is away, however old, and fails for an item that was never known', async () => {
  await shown('a');
  away = true;
  now = 3_600_000;
  expect(await shown('a')).toEqual(['Apples']);
  await expect(shown('a', 'b')).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  now += 1;
  expect(await shown('a')).toEqual(['Apples']);
});

it('keeps a bounded number, the most recently used', async () => {
  const many = Array.from({ length: 100_000 }, (_, i) => `item-${i}`);
  for (const itemId of many) titles.set(itemId, itemId);
  await cards.get('t', ['a', ...many]);
  asked = [];
  expect(await shown('item-0', 'item-99999')).toEqual(['item-0', 'item-99999']);
  expect(asked).toEqual([]);
  expect(await shown('a')).toEqual(['Apples']);
  expect(asked).toEqual([['a']]);
});

it('says the price before a drop, and reads cards anew where a list is newer', async () => {
  const [before] = await cards.get('t', ['a']);
  expect(before!.details.priceBefore).toBeUndefined();
  prices.set('a', 8);
  changes.set('a', { backSince: {}, drop: { before: 10, time: 1 } });
  expect((await cards.get('t', ['a']))[0]).toEqual(before);
  await cards.renew('t', ['a']);
  expect((await cards.get('t', ['a']))[0]!.details).toMatchObject({ price: 8, priceBefore: 10 });
  // The item rose between the two reads.
  prices.set('a', 11);
  await cards.renew('t', ['a']);
  expect((await cards.get('t', ['a']))[0]!.details.priceBefore).toBeUndefined();
});

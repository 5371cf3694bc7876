import { CandidateSource, CatalogItem, RecommendMode } from '@stars/contracts';
import type { ChangeTime } from '@stars/item-catalog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTestAnswer } from './testing/new-test-answer.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 31);
const daysAgo = (days: number): number => NOW - days * DAY;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
  const change = (itemId: string, days: number, part: Partial<CatalogItem>) => {
    const made: ChangeTime = { time: daysAgo(days), isBackfill: false };
    const version = 100_000 - days;
    return stores.catalog.upsert([{ ...CatalogItem.fromPartial({ itemId, title: itemId, version }), ...part }], [made]);
  };
  for (const itemId of ['apple', 'plum', 'rye', 'roll']) await change(itemId, 40, { price: 10, inStock: false });
  await change('plum', 6, { price: 10 });
  await change('roll', 5, { price: 10 });
  await change('rye', 4, { price: 10 });
  await change('apple', 20, { price: 10 });
  for (const [itemId, days] of Object.entries({ apple: 3, rye: 2, plum: 1, soap: 1, bleach: 10 }))
    await change(itemId, days, { price: 0.5 });
});
afterAll(() => stores.close());

const ask = async (mode: RecommendMode, history: readonly ReturnType<typeof view>[], more: object = {}) => {
  const { rank } = newTestAnswer(stores);
  const { ranked, ids, codes } = await rank({ mode, ...more }, { model: undefined, user: { history }, time: NOW });
  return { ids, codes, sources: new Set(ranked.map(({ source }) => source)) };
};

describe('what is in stock again', () => {
  const backInStock = (...asked: [Parameters<typeof ask>[1], object?]) =>
    ask(RecommendMode.RECOMMEND_MODE_BACK_IN_STOCK, ...asked);

  it('is first what the user had to do with, the latest first, then what came back last', async () => {
    const history = [purchase('plum', daysAgo(30)), view('soap', daysAgo(20)), view('roll', daysAgo(10))];
    const { ids, codes, sources } = await backInStock(history);
    expect(ids).toEqual(['roll', 'plum', 'rye']);
    expect(codes).toEqual([]);
    expect(sources).toEqual(new Set([CandidateSource.CANDIDATE_SOURCE_BACK_IN_STOCK]));
  });

  it('is of the window, and obeys filter and exclusions', async () => {
    const history = [view('plum', daysAgo(30)), view('roll', daysAgo(10))];
    expect((await backInStock(history, { windowDays: 28 })).ids).toEqual(['roll', 'plum', 'rye', 'apple']);
    expect((await backInStock(history, { windowDays: 3 })).ids).toEqual([]);
    expect((await backInStock(history, { excludeItemIds: ['roll', 'rye'] })).ids).toEqual(['plum']);
  });

  it('is for a stranger the same list, and says so', async () => {
    expect(await backInStock([])).toMatchObject({ ids: ['rye', 'roll', 'plum'], codes: ['STARS_UNKNOWN_USER'] });
  });
});

describe('whose price dropped', () => {
  const priceDropped = (...asked: [Parameters<typeof ask>[1], object?]) =>
    ask(RecommendMode.RECOMMEND_MODE_PRICE_DROPPED, ...asked);

  it('are items that interested the user before the drop, the latest interest first', async () => {
    const history = [
      view('rye', daysAgo(9)),
      view('bleach', daysAgo(12)),
      view('roll', daysAgo(8)),
      view('apple', daysAgo(8)),
      view('plum', daysAgo(0.5)),
      view('rye', daysAgo(0.2)),
    ];
    const { ids, codes, sources } = await priceDropped(history);
    expect(ids).toEqual(['rye', 'apple']);
    expect(codes).toEqual([]);
    expect(sources).toEqual(new Set([CandidateSource.CANDIDATE_SOURCE_PRICE_DROPPED]));
    expect((await priceDropped(history, { windowDays: 14 })).ids).toEqual(['rye', 'apple', 'bleach']);
    expect((await priceDropped(history, { excludeItemIds: ['rye'] })).ids).toEqual(['apple']);
  });

  it('are not items that were bought since, and nothing for a stranger', async () => {
    const history = [view('rye', daysAgo(9)), view('apple', daysAgo(8)), purchase('rye', daysAgo(7))];
    expect((await priceDropped(history)).ids).toEqual(['apple']);
    expect((await priceDropped([...history, view('rye', daysAgo(6))])).ids).toEqual(['rye', 'apple']);
    expect(await priceDropped([purchase('rye', daysAgo(7))])).toMatchObject({ ids: [], codes: [] });
    expect(await priceDropped([])).toMatchObject({ ids: [], codes: ['STARS_UNKNOWN_USER'] });
  });
});

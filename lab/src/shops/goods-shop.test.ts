import { describe, expect, it } from 'vitest';
import { type GoodsShopOptions, goodsShop } from './goods-shop.js';

const OPTIONS: GoodsShopOptions = {
  ...{ seed: 3, users: 200, products: 120, categories: 8, days: 60, sessions: 4 },
  ...{ loyalty: 0.85, again: 0.3, buys: 0.2, repeats: 0.1, fashion: 30 },
};

describe('the shop of long-lived goods', () => {
  const { products, events } = goodsShop(OPTIONS);
  const bought = events.filter(({ type }) => type === 'purchase');

  it('is the same for the same seed, in order of time', () => {
    expect(goodsShop(OPTIONS)).toEqual({ products, events });
    expect(goodsShop({ ...OPTIONS, seed: 4 }).events).not.toEqual(events);
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted((a, b) => a - b));
  });

  it('has one product that is viewed most and never bought', () => {
    const views = Map.groupBy(events, ({ item }) => item);
    const most = [...views].toSorted(([, a], [, b]) => b.length - a.length)[0]![0];
    expect(most).toBe(products[0]!.id);
    expect(bought.some(({ item }) => item === most)).toBe(false);
  });

  it('has users who stay in two categories, view before they buy, and hardly buy a product twice', () => {
    const category = new Map(products.map((product) => [product.id, product.category]));
    const window = products[0]!.id;
    const shares = [...Map.groupBy(events, ({ user }) => user).values()].map((own) => {
      const seen = own.filter(({ item }) => item !== window).map(({ item }) => category.get(item)!);
      const counts = [...Map.groupBy(seen, (name) => name).values()].map(({ length }) => length).sort((a, b) => b - a);
      return seen.length < 8 ? 1 : ((counts[0] ?? 0) + (counts[1] ?? 0)) / seen.length;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.8);
    for (const { user, item, time } of bought) {
      expect(events.some((e) => e.user === user && e.item === item && e.type === 'view' && e.time < time)).toBe(true);
    }
    const pairs = new Set(bought.map(({ user, item }) => `${user} ${item}`)).size;
    expect(pairs / bought.length).toBeGreaterThan(0.9);
  });
});

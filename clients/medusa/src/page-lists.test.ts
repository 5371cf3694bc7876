import { expect, it } from 'vitest';
import { pageLists } from './page-lists.js';

it('a page has its lists, because of what is on it', () => {
  expect(pageLists('home', []).map(({ surface }) => surface)).toEqual(['for_you', 'buy_again', 'trending']);
  const seeds = { seed_item_ids: ['prod_1'], seed_weights: [1] };
  expect(pageLists('product', [{ item: 'prod_1', quantity: 1 }])).toEqual([
    { surface: 'goes_with', mode: 'goes_with', k: 4, ...seeds },
    { surface: 'alternatives', mode: 'alternatives', k: 4, ...seeds },
  ]);
});

it('the list of a cart stays within the bounds of the API, and needs no seed', () => {
  expect(pageLists('cart', [])).toEqual([{ surface: 'because_of_cart', k: 4 }]);
  const [list] = pageLists(
    'cart',
    Array.from({ length: 200 }, (_, at) => ({ item: `prod_${at}`, quantity: 5000 })),
  );
  expect([list!.seed_item_ids!.length, list!.seed_item_ids![0]]).toEqual([100, 'prod_0']);
  expect(new Set(list!.seed_weights)).toEqual(new Set([1000]));
});

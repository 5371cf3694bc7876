import { InteractionType } from '@stars/contracts';
import { expect, it } from 'vitest';
import type { ItemCard } from './item-cards.js';
import { knownItems } from './known-items.js';
import { purchase, view } from './testing/new-test-history.js';

const cards = new Map<string, ItemCard>([
  ['apple', { title: 'Apples', brand: '', category: ['grocery', 'fruit'], details: {} }],
  ['rye', { title: 'Rye bread', brand: '', category: ['grocery', 'bread'], details: {} }],
]);
const itemOf = (itemId: string) => cards.get(itemId);

it('names each item once, with how often it was bought and when what was done with it last', () => {
  const type = InteractionType.INTERACTION_TYPE_ADD_TO_CART;
  const ofApple = [purchase('apple', 30), purchase('apple', 10), view('apple', 50), view('apple', 40)];
  const history = [...ofApple, { ...view('rye', 10), type }, purchase('rye', 20)];
  expect(knownItems(history, itemOf)).toEqual([
    {
      ...{ itemId: 'apple', title: 'Apples', category: ['grocery', 'fruit'] },
      ...{ purchases: 2, lastPurchase: 30, lastCart: 0, lastView: 50 },
    },
    {
      ...{ itemId: 'rye', title: 'Rye bread', category: ['grocery', 'bread'] },
      ...{ purchases: 1, lastPurchase: 20, lastCart: 10, lastView: 0 },
    },
  ]);
});

it('gives neither title nor category to an item that left the catalogue', () => {
  expect(knownItems([purchase('gone', 1)], itemOf)).toMatchObject([{ itemId: 'gone', title: '', category: [] }]);
  expect(knownItems([], itemOf)).toEqual([]);
});

it('knows an item that was viewed in two sessions from one that was viewed twice in one', () => {
  const hour = 3_600_000;
  const returned = (...views: [hours: number, session?: number][]) =>
    knownItems(
      views.map(([hours, session]) => ({ ...view('apple', hours * hour), ...(session ? { session } : {}) })),
      itemOf,
    )[0]!.returned ?? false;
  expect(returned([1], [2])).toBe(false);
  expect(returned([1], [30])).toBe(true);
  expect(returned([1, 7], [2, 7])).toBe(false);
  expect(returned([1, 7], [2, 8])).toBe(true);
  expect(returned([1, 7], [2])).toBe(false);
});

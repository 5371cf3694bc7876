import { InteractionType } from '@stars/contracts';
import { expect, it } from 'vitest';
import type { ItemCard } from './item-cards.js';
import { knownItems } from './known-items.js';
import { purchase, view } from './testing/new-test-history.js';

const cards = new Map<string, ItemCard>([
  ['apple', { title: 'Apples', category: ['grocery', 'fruit'] }],
  ['rye', { title: 'Rye bread', category: ['grocery', 'bread'] }],
]);
const itemOf = (itemId: string) => cards.get(itemId);

it('names each item once, with how often and when it was bought last', () => {
  const history = [purchase('apple', 30), purchase('apple', 10), view('apple', 50), purchase('rye', 20)];
  expect(knownItems(history, itemOf)).toEqual([
    { itemId: 'apple', title: 'Apples', category: ['grocery', 'fruit'], purchases: 2, carted: false, lastTime: 30 },
    { itemId: 'rye', title: 'Rye bread', category: ['grocery', 'bread'], purchases: 1, carted: false, lastTime: 20 },
  ]);
});

it('dates an item that was never bought by the last time in the cart, then by its last view', () => {
  const type = InteractionType.INTERACTION_TYPE_ADD_TO_CART;
  const history = [{ ...view('rye', 10), type }, view('rye', 20)];
  expect(knownItems(history, itemOf)).toMatchObject([{ purchases: 0, carted: true, lastTime: 10 }]);
  expect(knownItems([view('rye', 20), view('rye', 10)], itemOf)).toMatchObject([{ purchases: 0, lastTime: 20 }]);
});

it('gives neither title nor category to an item that left the catalogue', () => {
  expect(knownItems([purchase('gone', 1)], itemOf)).toMatchObject([{ itemId: 'gone', title: '', category: [] }]);
  expect(knownItems([], itemOf)).toEqual([]);
});

import { expect, it } from 'vitest';
import { ItemLists } from './item-lists.js';

const IDS = ['rye', 'roll', 'tea'];

function newTestLists() {
  // By days: 1, 3, 7, 14, 28, 91.
  const purchases = [0, 0, 1, 1, 2, 5].map((sum) => Float64Array.of(sum, 2 * sum, 0));
  const together = { size: 1, items: Int32Array.of(1, 0, -1), likeness: Float32Array.of(0.5, 0.5, 0) };
  const statistics = { purchases, together, regions: new Map(), changes: 0 };
  const places = {
    idOf: (place: number) => IDS[place],
    placeOf: (itemId: string) => (IDS.includes(itemId) ? IDS.indexOf(itemId) : undefined),
  };
  return new ItemLists(statistics as unknown as ConstructorParameters<typeof ItemLists>[0], places, new Map());
}

it('lists what sells best in the days that are asked for, without what does not sell', () => {
  const lists = newTestLists();
  const asked = { region: '', growing: false };
  expect(lists.selling({ ...asked, days: 28 }).map(({ itemId, score }) => [itemId, score])).toEqual([
    ['roll', 4],
    ['rye', 2],
  ]);
  expect(lists.selling({ ...asked, days: 1 })).toEqual([]);
  expect(lists.selling({ ...asked, days: 28, region: 'north' })).toEqual([]);
});

it('says what goes with a seed, and how much of each item was sold', () => {
  const lists = newTestLists();
  const found = lists.goingWith([{ itemId: 'rye', weight: 1 }]);
  expect(found).toEqual([{ itemId: 'roll', score: 0.5, because: 'rye' }]);
  expect(lists.soldOf(['roll', 'tea', 'nothing', 'rye'])).toEqual([10, 0, 0, 5]);
});

import { describe, expect, it } from 'vitest';
import type { ColdStartItem } from './cold-start-items.js';
import { ItemPlaces } from './item-places.js';
import { MOST_COLD_START_ITEMS } from './places-beyond.js';
import { learnedModel } from './testing/index.js';

const LEARNED = ['apple', 'pear'];
const borrowed = { items: Int32Array.of(1), weights: Float32Array.of(1) };

function newPlaces(known: ReadonlyMap<string, ColdStartItem>) {
  const level = Int32Array.of(0, 1, -1, -1);
  const book = { of: async (ids: readonly string[]) => ids.map((id) => known.get(id)) };
  return { level, places: new ItemPlaces(learnedModel(LEARNED), [level], book) };
}

describe('ItemPlaces', () => {
  it('puts cold-start items after the learned ones, once it is known what they borrow', async () => {
    const known = new Map<string, ColdStartItem>([['plum', { borrowed, classes: [1] }]]);
    const { level, places } = newPlaces(known);
    expect(places.placeOf('plum')).toBeUndefined();
    expect(await places.admit(['plum', 'unknown'])).toBe(true);
    expect([places.placeOf('pear'), places.placeOf('plum'), places.placeOf('unknown')]).toEqual([1, 2, undefined]);
    expect([places.learnedPlaceOf('plum'), places.admittedPlaceOf('pear')]).toEqual([undefined, undefined]);
    expect([places.idOf(0), places.idOf(2), places.idOf(3)]).toEqual(['apple', 'plum', undefined]);
    expect([...places.borrowed]).toEqual([[2, borrowed]]);
    expect([...level]).toEqual([0, 1, 1, -1]);
  });

  it('keeps the place of an item that is admitted again, and updates what it borrows', async () => {
    const known = new Map<string, ColdStartItem>([['plum', { borrowed, classes: [1] }]]);
    const { level, places } = newPlaces(known);
    await places.admit(['plum']);
    known.delete('plum');
    expect(await places.admit(['plum'])).toBe(false);
    expect([places.placeOf('plum'), places.borrowed.size, level[2]]).toEqual([2, 0, -1]);
  });

  it('gives places to unknown items that a request found, after all places of admitted items', () => {
    const { places } = newPlaces(new Map());
    const { placeOf, idOf } = places.withUnlearned();
    const first = LEARNED.length + MOST_COLD_START_ITEMS;
    expect(['pear', 'x', 'y', 'x'].map(placeOf)).toEqual([1, first, first + 1, first]);
    expect([1, first, first + 1].map(idOf)).toEqual(['pear', 'x', 'y']);
    expect(places.withUnlearned().placeOf('z')).toBe(first);
  });
});

import { describe, expect, it } from 'vitest';
import type { LaterItem } from './cold-start-items.js';
import { ItemPlaces } from './item-places.js';
import { MOST_LATER_ITEMS } from './places-beyond.js';
import { learnedModel } from './testing/index.js';

const LEARNED = ['apple', 'pear'];
const borrowed = { items: Int32Array.of(1), weights: Float32Array.of(1) };

function newPlaces(known: ReadonlyMap<string, LaterItem>) {
  const level = Int32Array.of(0, 1, -1, -1);
  const book = { get: async (ids: readonly string[]) => ids.map((id) => known.get(id)) };
  return { level, places: new ItemPlaces(learnedModel(LEARNED), [level], book) };
}

describe('ItemPlaces', () => {
  it('puts later items after the learned ones, once it is known what they borrow', async () => {
    const known = new Map<string, LaterItem>([
      ['plum', { borrowed, classes: [1] }],
      ['fig', { classes: [0] }],
    ]);
    const { level, places } = newPlaces(known);
    expect(places.placeOf('plum')).toBeUndefined();
    expect(await places.admit(['plum', 'unknown', 'fig'])).toBe(true);
    expect([places.placeOf('pear'), places.placeOf('plum'), places.placeOf('unknown')]).toEqual([1, 2, undefined]);
    expect(places.admittedPlaceOf('pear')).toBeUndefined();
    expect([0, 2, 3, 4].map((place) => places.idOf(place))).toEqual(['apple', 'plum', 'fig', undefined]);
    expect([...places.borrowed]).toEqual([[2, borrowed]]);
    expect([...level]).toEqual([0, 1, 1, 0]);
  });

  it('keeps the place of an item that is admitted again, and updates what it borrows', async () => {
    const known = new Map<string, LaterItem>([['plum', { borrowed, classes: [1] }]]);
    const { level, places } = newPlaces(known);
    await places.admit(['plum']);
    known.delete('plum');
    expect(await places.admit(['plum'])).toBe(false);
    expect([places.placeOf('plum'), places.borrowed.size, level[2]]).toEqual([2, 0, -1]);
  });

  it('gives places to unknown items that a request found, after all places of admitted items', () => {
    const { places } = newPlaces(new Map());
    const { placeOf, idOf } = places.withUnlearned();
    const first = LEARNED.length + MOST_LATER_ITEMS;
    expect(['pear', 'x', 'y', 'x'].map(placeOf)).toEqual([1, first, first + 1, first]);
    expect([1, first, first + 1].map(idOf)).toEqual(['pear', 'x', 'y']);
    expect(places.withUnlearned().placeOf('z')).toBe(first);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemNeighbours, itemsMetTogether, type NeighbourOptions } from './item-neighbours.js';
import { ITEMS, logOf, type UserEvent, userEvents } from './testing/random-sessions.js';

const EVERYTHING: NeighbourOptions = { size: 4, itemsPerUser: 100, sessions: 100 };

/** Items of each user, by looking at every event. */
const itemsOf = (events: readonly UserEvent[]): Set<number>[] =>
  [0, 1, 2, 3].map(
    (user) => new Set(events.filter((event) => event.user === user && event.item >= 0).map(({ item }) => item)),
  );

/** Cosine of the users of two items, each length lengthened by twenty users. */
function likeness(owners: readonly Set<number>[], a: number, b: number): number {
  const count = (...items: number[]): number => owners.filter((own) => items.every((item) => own.has(item))).length;
  return count(a, b) / Math.sqrt((count(a) + 20) * (count(b) + 20));
}

describe('itemNeighbours', () => {
  it('are those that most users of an item also had, ties by number', () => {
    fc.assert(
      fc.property(userEvents, (events) => {
        const { items, likeness: likenesses, size } = itemNeighbours(logOf(events), ITEMS, EVERYTHING);
        const owners = itemsOf(events);
        for (let item = 0; item < ITEMS; item++) {
          const like = (other: number): number => likeness(owners, item, other);
          const wanted = Array.from({ length: ITEMS }, (_, other) => other)
            .filter((other) => other !== item && like(other) > 0)
            .sort((a, b) => (Math.abs(like(b) - like(a)) > 1e-12 ? like(b) - like(a) : a - b))
            .slice(0, size);
          const found = [...items.subarray(item * size, (item + 1) * size)].filter((other) => other >= 0);
          expect(found).toEqual(wanted);
          found.forEach((other, k) => {
            expect(likenesses[item * size + k]).toBeCloseTo(like(other), 6);
          });
        }
      }),
    );
  });

  it('count the latest items of each user', () => {
    const on = (user: number, day: number, item: number): UserEvent => ({ user, day, hour: 9, region: 0, item });
    const events = [on(0, 1, 0), on(0, 2, 1), on(0, 3, 2), on(1, 1, 3), on(1, 1, 4)];
    const of = (options: Partial<NeighbourOptions>, item: number): number[] => {
      const { items, size } = itemNeighbours(logOf(events), ITEMS, { ...EVERYTHING, ...options });
      return [...items.subarray(item * size, (item + 1) * size)].filter((other) => other >= 0);
    };
    expect(of({}, 1)).toEqual([0, 2]);
    expect(of({ itemsPerUser: 2 }, 1)).toEqual([2]);
    expect(of({ size: 1 }, 1)).toEqual([0]);
    expect(of({}, 3)).toEqual([4]);
  });
});

describe('itemsMetTogether', () => {
  it('are those of the latest sessions', () => {
    const on = (user: number, day: number, item: number): UserEvent => ({ user, day, hour: 9, region: 0, item });
    const events = [
      on(0, 1, 0),
      on(0, 1, 1),
      on(0, 3, 0),
      on(0, 3, 2),
      on(1, 4, 0),
      on(1, 4, 2),
      on(2, 9, 5),
      on(2, 9, 6),
    ];
    const of = (item: number, sessions = 9): number[] => {
      const { items, size } = itemsMetTogether(logOf(events), ITEMS, { ...EVERYTHING, size: 3, sessions });
      return [...items.subarray(item * size, (item + 1) * size)].filter((other) => other >= 0);
    };
    expect(of(0)).toEqual([2, 1]);
    // The session of the ninth day has other items.
    expect(of(0, 3)).toEqual([2]);
    expect(of(5, 1)).toEqual([6]);
    expect(of(0, 1)).toEqual([]);
  });
});

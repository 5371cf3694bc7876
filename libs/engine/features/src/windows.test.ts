import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histories } from './histories.js';
import { basketLog, logOf } from './testing/messages.js';
import { seeded } from './testing/seeded.js';
import { cutWindows } from './windows.js';

const allKnown = (items: number): Int32Array => new Int32Array(items).map((_, i) => i);
const eachOf = (histories: Histories) => Array.from({ length: histories.count }, (_, index) => histories.read(index));

describe('Histories', () => {
  it('groups equal times, leaves out unknown items, and users without other items', () => {
    const log = basketLog({ u: ['ab', 'x', 'c'], v: ['x'], w: ['bc'] });
    const itemRow = Int32Array.from(log.items, (id) => 'abc'.indexOf(id));
    const histories = eachOf(new Histories(log, itemRow));
    expect(histories.map(({ userId }) => userId)).toEqual(['u', 'w']);
    expect(histories.map(({ starts }) => [...starts])).toEqual([
      [0, 2, 3],
      [0, 2],
    ]);
    expect([...histories[0]!.item]).toEqual([0, 1, 2]);
  });

  it('keeps the order of arrival within one time in strict order', () => {
    const log = basketLog({ u: ['ba', 'c'] });
    const [history] = eachOf(new Histories(log, allKnown(3), { strictOrder: true }));
    expect([[...history!.starts], [...history!.item].map((row) => log.items[row])]).toEqual([
      [0, 1, 2, 3],
      ['b', 'a', 'c'],
    ]);
  });

  it('does not join the baskets of two users at one time', () => {
    const log = logOf([
      { userId: 'u', itemId: 'a', time: 5 },
      { userId: 'v', itemId: 'b', time: 5 },
    ]);
    expect(eachOf(new Histories(log, allKnown(2))).map(({ starts }) => [...starts])).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('cutWindows', () => {
  const users = fc.dictionary(
    fc.constantFrom('u', 'v', 'w'),
    fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 12 }), { maxLength: 20 }),
    { maxKeys: 3 },
  );

  it('cuts every history into windows of whole baskets in order, without loss, within the length', () => {
    fc.assert(
      fc.property(users, fc.integer({ min: 1, max: 15 }), fc.nat(), (given, maxLength, seed) => {
        const log = basketLog(given);
        const histories = new Histories(log, allKnown(log.items.length));
        const windows = cutWindows(histories, maxLength, seeded(seed));
        for (let history = 0; history < histories.count; history++) {
          const { starts } = histories.baskets(history);
          const own = windows.filter((window) => window.history === history);
          expect(own[0]!.from).toBe(0);
          expect(own.at(-1)!.until).toBe(starts.length - 1);
          for (let i = 1; i < own.length; i++) expect(own[i]!.from).toBe(own[i - 1]!.until);
          for (const { from, until, length } of own) {
            const tokens = starts[until]! - starts[from]!;
            expect(until).toBeGreaterThan(from);
            expect(length).toBe(Math.min(tokens, maxLength));
            // Only a single basket that is too large may exceed the length.
            if (tokens > maxLength) expect(until).toBe(from + 1);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('makes all windows as long as possible, except the first', () => {
    const log = basketLog({ u: Array.from({ length: 100 }, () => 'ab') });
    const windows = cutWindows(new Histories(log, allKnown(2)), 20, seeded(1));
    expect(new Set(windows.slice(1, -1).map(({ length }) => length))).toEqual(new Set([20]));
  });

  it('draws a new first cut each time', () => {
    const log = basketLog({ u: Array.from({ length: 100 }, () => 'a') });
    const histories = new Histories(log, allKnown(1));
    const random = seeded(3);
    const first = new Set(Array.from({ length: 40 }, () => cutWindows(histories, 20, random)[0]!.length));
    expect(first.size).toBeGreaterThan(8);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(5);
    const again = (seed: number) => cutWindows(histories, 20, seeded(seed)).map(({ from, until }) => [from, until]);
    expect(again(7)).toEqual(again(7));
  });
});

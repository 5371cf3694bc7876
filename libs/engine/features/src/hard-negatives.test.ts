import { describe, expect, it } from 'vitest';
import { HardNegatives } from './hard-negatives.js';
import type { UserHistory } from './histories.js';
import { ImpressionLog } from './impression-log.js';
import { CandidateSampler } from './sampled-candidates.js';
import { seeded } from './testing/seeded.js';

const HOUR = 3_600_000;
/** Items 0 to 19, five a subclass; ids are their rows. */
const sampler = new CandidateSampler(
  { prior: new Float32Array(20), subclass: Uint32Array.from({ length: 20 }, (_, i) => Math.floor(i / 5)) },
  { candidates: 8, subclassShare: 0 },
);
/** Baskets {0}, {1, 2} and {3}, at hours 0, 48 and 60. */
const history: UserHistory = {
  userId: 'u',
  starts: Uint32Array.of(0, 1, 3, 4),
  item: Int32Array.of(0, 1, 2, 3),
  time: Float64Array.of(0, 48 * HOUR, 48 * HOUR, 60 * HOUR),
  type: new Uint8Array(4),
  region: new Uint32Array(4),
  target: new Uint8Array(4).fill(1),
  nextTarget: Uint32Array.of(0, 1, 2, 3),
};
const rowOf = (id: string): number | undefined => (id === 'unknown' ? undefined : Number(id));
const negatives = (width: number, pages: [hour: number, items: number[]][] = []) => {
  const log = new ImpressionLog();
  for (const [hour, items] of pages) {
    log.add({
      userId: 'u',
      time: new Date(hour * HOUR),
      items: [...items.map(String), 'unknown'].map((itemId, position) => ({ itemId, position, propensity: 0 })),
    });
  }
  return new HardNegatives(sampler, width, log, rowOf);
};
const of = (hard: HardNegatives, positives = [1, 2], basket = 1): number[] =>
  hard.of(history, basket, positives, seeded(3));

describe('HardNegatives', () => {
  it('are first items shown on a page with one of the basket’s items and not chosen that day', () => {
    // Item 3 was chosen twelve hours later, so it is no negative.
    expect(of(negatives(3, [[47, [15, 1, 3, 16, 17, 18]]]))).toEqual([15, 16, 17]);
  });

  it('are then items of the subclass of one of the basket’s items', () => {
    const found = of(negatives(4, [[47, [15, 1]]]));
    expect(found[0]).toBe(15);
    expect(found.slice(1).sort()).toEqual([0, 3, 4]);
  });

  it.each([
    ['shown after it', [[49, [15, 1]]]],
    ['shown more than a day before', [[20, [15, 1]]]],
    ['without any of its items', [[47, [15, 16]]]],
  ] as [string, [number, number[]][]][])('never come from a page %s', (_, pages) => {
    expect(of(negatives(2, pages)).every((row) => row < 5)).toBe(true);
  });

  it('come from the newest page that showed one of its items', () => {
    expect(
      of(
        negatives(1, [
          [40, [17, 1]],
          [46, [15, 2]],
          [47, [16]],
        ]),
      ),
    ).toEqual([15]);
  });

  it('are distinct, never a positive, and fewer if there are no more', () => {
    for (let width = 1; width < 9; width++) {
      const found = of(negatives(width, [[47, [1, 2, 15, 15]]]), [1, 2, 15]);
      expect(new Set(found).size).toBe(found.length);
      expect(found.length).toBeLessThanOrEqual(width);
      for (const row of found) expect([1, 2, 15]).not.toContain(row);
    }
    // The subclass of item 0 is all positives.
    expect(of(negatives(5), [0, 1, 2, 3, 4], 0)).toEqual([]);
  });

  it('need no pages', () => {
    const hard = new HardNegatives(sampler, 2, undefined, rowOf);
    expect(of(hard).every((row) => row < 5 && row !== 1 && row !== 2)).toBe(true);
    expect(of(hard).length).toBe(2);
  });
});

import { InteractionType } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { TextLikeness } from './item-texts.js';
import type { OwnTimedEvent } from './own-evidence.js';
import { OwnTouches } from './own-touches.js';
import { MOST_SEEDS } from './seeds.js';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const LEVEL = Int32Array.of(0, 0, 1, 1, -1);
const touch = (item: number, daysAgo: number, target = false): OwnTimedEvent => ({
  ...{ item, target, time: NOW - daysAgo * DAY },
  type: target ? InteractionType.INTERACTION_TYPE_PURCHASE : InteractionType.INTERACTION_TYPE_VIEW,
});

function read(events: readonly OwnTimedEvent[]): OwnTouches {
  const touches = new OwnTouches([LEVEL]);
  // What an earlier user touched does not count.
  touches.read([touch(4, 1), touch(3, 0)], NOW);
  touches.read(events, NOW);
  return touches;
}

describe('OwnTouches', () => {
  it('has distinct items, the latest first, of events of every kind', () => {
    const { items, weights, size } = read([touch(0, 9), touch(1, 7, true), touch(0, 0)]);
    expect([...items.subarray(0, size)]).toEqual([0, 1]);
    expect(weights[0]).toBe(1);
    // A week ago, and one item was touched since.
    expect(weights[1]).toBeCloseTo(Math.exp(-1 - 1 / 4), 12);
  });

  it('sums the weights of groups, and has none of others', () => {
    const { groups } = read([touch(4, 0), touch(1, 0), touch(0, 0)]);
    expect(groups[0]!.weightOf(0)).toBeCloseTo(1 + Math.exp(-1 / 4), 12);
    expect(groups[0]!.weightOf(1)).toBe(0);
    expect(groups[0]!.weightOf(-1)).toBe(0);
  });

  it('touches groups without an item, in the order of all touches', () => {
    const touches = new OwnTouches([LEVEL]);
    const browsed = [
      { groups: [0, 1], time: NOW - 7 * DAY },
      { groups: [1], time: NOW },
    ];
    touches.read([touch(0, 1)], NOW, undefined, browsed);
    const { groups, size, weights } = touches;
    const [item, broad] = [Math.exp(-1 / 7 - 1 / 4), Math.exp(-1 - 2 / 4)];
    expect([size, weights[0]]).toEqual([1, item]);
    expect(groups[0]!.weightOf(0)).toBeCloseTo(item + broad, 12);
    expect(groups[0]!.weightOf(1)).toBeCloseTo(1 + broad, 12);
    touches.read([touch(0, 1)], NOW);
    expect([touches.weights[0], groups[0]!.weightOf(1)]).toEqual([Math.exp(-1 / 7), 0]);
    const without = new OwnTouches([]);
    without.read([], NOW, undefined, browsed);
    expect(without.size).toBe(0);
  });

  it('has the seeds of a list in place of what was touched', () => {
    const touches = new OwnTouches([LEVEL]);
    touches.read([touch(4, 0), touch(2, 0)], NOW);
    const seeds = [
      { item: 1, weight: 1 },
      { item: 0, weight: 0.5 },
      { item: 3, weight: 0.25 },
    ];
    touches.readSeeds(seeds);
    const read = (): number[][] => [
      [...touches.items.subarray(0, touches.size)],
      [...touches.weights.subarray(0, touches.size)],
      [0, 1].map((group) => touches.groups[0]!.weightOf(group)),
    ];
    expect(read()).toEqual([
      [1, 0, 3],
      [1, 0.5, 0.25],
      [1.5, 0.25],
    ]);
    touches.readSeeds(seeds, 0);
    expect(read()).toEqual([
      [1, 3],
      [1, 0.25],
      [1, 0.25],
    ]);
  });

  it('has no more seeds than count: the first', () => {
    const touches = new OwnTouches([new Int32Array(99)]);
    touches.readSeeds(
      Array.from({ length: MOST_SEEDS + 5 }, (_, item) => ({ item, weight: 1 })),
      0,
    );
    expect([...touches.items.subarray(0, touches.size)]).toEqual(Array.from({ length: MOST_SEEDS }, (_, n) => n + 1));
    expect(touches.groups[0]!.weightOf(0)).toBe(MOST_SEEDS);
  });

  it('passes over what everybody looks at and nobody chooses', () => {
    const touches = new OwnTouches([LEVEL], new Set([1]));
    touches.read([touch(0, 0), touch(1, 0)], NOW);
    expect([...touches.items.subarray(0, touches.size)]).toEqual([0]);
    expect(touches.weights[0]).toBe(1);
  });

  it('keeps ten items at most', () => {
    const touches = new OwnTouches([]);
    touches.read(
      Array.from({ length: 30 }, (_, item) => touch(item, 30 - item)),
      NOW,
    );
    expect(touches.size).toBe(10);
    expect(touches.items[0]).toBe(29);
  });
});

describe('TextLikeness', () => {
  /** Of items 0 to 3; item 3 has no text, and item 4 was not learned. */
  const values = Float32Array.of(1, 0, 0.6, 0.8, 0, 1, 0, 0);

  it('is the mean cosine with what was touched, and that with the last', () => {
    const texts = new TextLikeness({ width: 2, values });
    texts.read(read([touch(2, 0), touch(0, 0)]));
    const [last, earlier] = [1, Math.exp(-1 / 4)];
    expect(texts.of(1)).toBeCloseTo((0.6 * last + 0.8 * earlier) / (last + earlier), 6);
    expect(texts.withLast(1)).toBeCloseTo(0.6, 6);
    expect([texts.of(3), texts.withLast(3), texts.of(4), texts.withLast(4)]).toEqual([0, 0, 0, 0]);
  });

  it('of a cold-start item is that of its neighbours', () => {
    const texts = new TextLikeness({ width: 2, values });
    texts.read(read([touch(0, 0)]));
    const borrowed = { items: Int32Array.of(0, 2), weights: Float32Array.of(0.75, 0.25) };
    expect(texts.of(4, borrowed)).toBeCloseTo(0.75, 6);
    expect(texts.withLast(4, borrowed)).toBeCloseTo(0.75, 6);
  });

  it('is 0 for a user who touched nothing', () => {
    const texts = new TextLikeness({ width: 2, values });
    texts.read(read([touch(0, 0)]));
    texts.read(read([]));
    expect([texts.of(0), texts.withLast(0)]).toEqual([0, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { SequenceWriter, type Token } from './sequence-writer.js';
import { gapBucket, SideEncoder } from './side-features.js';
import { smallSpec } from './testing/spec.js';
import { UserFeatureEncoder } from './user-encoder-inputs.js';

const HOUR = 3_600_000;
const START = Date.UTC(2017, 4, 1, 9);
const PADDING = 1 << 20;
const spec = smallSpec();

function writerOf(size: number, length: number, cuts = 1): { writer: SequenceWriter; side: SideEncoder } {
  const side = new SideEncoder(spec, new ContextTimeline());
  return { writer: new SequenceWriter(side, new UserFeatureEncoder(spec), 1, size, length, cuts), side };
}

const token = (itemRow: number, hours: number, type = 3): Token => ({
  itemRow,
  itemId: `i${itemRow}`,
  type,
  time: START + hours * HOUR,
  region: '',
});

describe('SequenceWriter', () => {
  it('groups equal times into baskets, with gaps to the basket before', () => {
    const { writer, side } = writerOf(2, 5);
    const baskets = writer.tokens(1, [token(4, 0), token(7, 0), token(2, 30), token(1, 30), token(4, 31)]);
    expect([...baskets]).toEqual([0, 0, 1, 1, 2]);
    const { arrays } = writer;
    expect([...arrays.item.slice(5)]).toEqual([4, 7, 2, 1, 4]);
    expect([...arrays.basket.slice(5)]).toEqual([0, 0, 1, 1, 2]);
    expect([...arrays.hours.slice(5)]).toEqual([0, 0, 30, 30, 31]);
    const gaps = [0, 1, 2, 3, 4].map((i) => {
      const base = (5 + i) * side.layout.width + side.layout.gap;
      return [...arrays.side.slice(base, base + 16)].indexOf(1);
    });
    const day = gapBucket(30 * HOUR);
    expect(gaps).toEqual([0, 0, day, day, gapBucket(HOUR)]);
  });

  it('makes each token its own basket if the order is strict', () => {
    const strict = smallSpec({ strictOrder: true });
    const side = new SideEncoder(strict, new ContextTimeline());
    const writer = new SequenceWriter(side, new UserFeatureEncoder(strict), 1, 1, 3, 1);
    expect([...writer.tokens(0, [token(4, 0), token(7, 0), token(2, 30)])]).toEqual([0, 1, 2]);
    const gaps = [0, 1, 2].map((i) => {
      const base = i * side.layout.width + side.layout.gap;
      return [...writer.arrays.side.slice(base, base + 16)].indexOf(1);
    });
    expect(gaps).toEqual([0, gapBucket(0), gapBucket(30 * HOUR)]);
  });

  it('takes the lines of an order for a basket at the time of the first, if sessions bound orders', () => {
    const seconds = (of: number): number => of / 3600;
    const line = (itemRow: number, hours: number, session = 7, type = 3) => ({
      ...token(itemRow, hours, type),
      session,
    });
    const lines = [
      line(1, 0),
      line(2, seconds(50)),
      line(3, seconds(100)),
      line(4, seconds(161)),
      line(5, 1),
      line(6, 1, 8),
    ];
    const views = [line(1, 2, 7, 1), line(1, 2 + seconds(5), 7, 1), line(1, 3, 0), line(2, 3 + seconds(5), 0)];
    const orders = smallSpec({ orders: true });
    const side = new SideEncoder(orders, new ContextTimeline());
    const writer = new SequenceWriter(side, new UserFeatureEncoder(orders), 1, 1, 10, 1);
    expect([...writer.tokens(0, [...lines, ...views])]).toEqual([0, 0, 0, 1, 2, 2, 3, 4, 5, 6]);
    expect([...writer.arrays.hours.subarray(0, 3)]).toEqual([0, 0, 0]);
    // The lines of an order differ in nothing but the item.
    const row = (i: number) => [...writer.arrays.side.subarray(i * side.layout.width, (i + 1) * side.layout.width)];
    expect(row(1)).toEqual(row(0));
    expect(row(2)).toEqual(row(0));
    expect([...writerOf(1, 10).writer.tokens(0, lines)]).toEqual([0, 1, 2, 3, 4, 4]);
  });

  it('fills the rest with padding', () => {
    const { writer, side } = writerOf(2, 3);
    writer.tokens(0, [token(5, 0)]);
    writer.tokens(1, []);
    const { arrays } = writer;
    expect([...arrays.basket]).toEqual([0, PADDING, PADDING, PADDING, PADDING, PADDING]);
    expect(arrays.side.slice(side.layout.width).every((x) => x === 0)).toBe(true);
    expect(arrays.side.slice(0, side.layout.width).some((x) => x !== 0)).toBe(true);
    expect([...arrays.userKnown]).toEqual([0, 0]);
  });

  it('puts cuts and users in their rows', () => {
    const { writer } = writerOf(2, 1, 2);
    writer.cut(0, 1, 3, 12.5);
    writer.cut(1, 0, 2, 7);
    writer.user(1, { age: 50, segment: 'b' });
    expect([...writer.arrays.cutBasket]).toEqual([0, 3, 2, 0]);
    expect([...writer.arrays.cutHours]).toEqual([0, 12.5, 7, 0]);
    expect([...writer.arrays.userNumeric]).toEqual([0, 1]);
    expect([...writer.arrays.userCategorical]).toEqual([0, 2]);
    expect([...writer.arrays.userKnown]).toEqual([0, 1]);
  });

  it('blanks a token’s context, but not its engagement, its gap or its neighbours', () => {
    const { writer, side } = writerOf(1, 3);
    writer.tokens(0, [token(1, 0), token(2, 5), token(3, 9)]);
    const before = writer.arrays.side.slice();
    writer.blankContext(0, 1);
    const { width, context } = side.layout;
    const after = writer.arrays.side;
    expect(after.slice(width + context, 2 * width).every((x) => x === 0)).toBe(true);
    expect(before.slice(width + context, 2 * width).some((x) => x !== 0)).toBe(true);
    expect([...after.slice(0, width + context)]).toEqual([...before.slice(0, width + context)]);
    expect([...after.slice(2 * width)]).toEqual([...before.slice(2 * width)]);
  });
});

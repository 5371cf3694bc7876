import { describe, expect, it } from 'vitest';
import { innerWidth, type StarsConfig } from './config.js';
import { itemContent, itemServingVectors } from './item-encoder.js';
import { offsetContributions } from './offsets.js';
import { createParameters } from './parameters.js';
import { movedUserVectors, storedItemVectors, storedUserVectors } from './stored-vectors.js';
import { normal } from './testing/central-differences.js';
import { tinyConfig, tinyItems } from './testing/tiny-model.js';
import { type Tensor, tf } from './tf.js';

const OFFSETS = { offsetBound: 0.5, offsetTime: { column: 0, width: 2 }, signalWidth: 3 } as const;

function stored(changes: Partial<StarsConfig>) {
  const config = tinyConfig(changes);
  const parameters = new Map(
    [...createParameters(config, 3)].map(([name, x], i) => [name, tf.add(x, normal(x.shape, 50 + i, 0.2)) as Tensor]),
  );
  const content = itemContent(config, parameters, tinyItems(config));
  const h = normal([4, innerWidth(config)], 9);
  const prior = Float32Array.from({ length: config.itemCount }, (_, i) => -i / 3);
  const items = storedItemVectors(config, parameters, content, prior);
  const users = storedUserVectors(config, h);
  const score = (of: Tensor): number[][] =>
    tf.matMul(of as never, items as never, false, true).arraySync() as number[][];
  const plain = tf.matMul(h as never, itemServingVectors(parameters, content) as never, false, true).arraySync();
  return { config, parameters, content, h, prior, items, users, score, plain: plain as unknown as number[][] };
}

describe('stored vectors', () => {
  it.each(['train', 'none'] as const)('are the plain ones where the prior is in %s', (priorPlace) => {
    const { config, items, users, h, score, plain } = stored({ priorPlace, priorWeight: 1 });
    expect(items.shape).toEqual([config.itemCount, config.servingWidth]);
    expect(users).toBe(h);
    expect(score(users)).toEqual(plain);
  });

  it.each(['serve', 'both'] as const)('carry the prior through the search in one more dimension: %s', (priorPlace) => {
    const { config, users, score, plain, prior, items } = stored({ priorPlace, priorWeight: 1, servingWidth: 17 });
    expect(items.shape[1]).toBe(config.servingWidth);
    expect(users.shape[1]).toBe(config.servingWidth);
    score(users).forEach((row, n) => {
      row.forEach((x, j) => {
        expect(x).toBeCloseTo(plain[n]![j]! - prior[j]!, 4);
      });
    });
  });

  it('have room for signals, which says nothing until a moment is known', () => {
    const { config, users, score, plain, items } = stored({ ...OFFSETS, signalDimensions: 2, servingWidth: 18 });
    expect(items.shape[1]).toBe(config.servingWidth);
    score(users).forEach((row, n) => {
      row.forEach((x, j) => {
        expect(x).toBeCloseTo(plain[n]![j]!, 5);
      });
    });
  });
});

describe('movedUserVectors', () => {
  const place = { ...OFFSETS, signalDimensions: 2, priorPlace: 'serve', priorWeight: 1, servingWidth: 19 } as const;

  it('leave a user where nothing is known of the moment', () => {
    const { config, parameters, users } = stored(place);
    const request = { time: new Float32Array(2), signals: new Float32Array(3) };
    expect(movedUserVectors(config, parameters, users, request).arraySync()).toEqual(users.arraySync());
  });

  it('move h within its bound, keep the prior, and let a signal meet the tags of the items', () => {
    const { config, parameters, users, h, score } = stored(place);
    const request = { time: Float32Array.of(9, -9), signals: Float32Array.of(0, 40, 0) };
    const moved = movedUserVectors(config, parameters, users, request);
    const s = innerWidth(config);
    const rows = moved.arraySync() as number[][];
    (h.arraySync() as number[][]).forEach((before, n) => {
      const length = (x: number[]): number => Math.hypot(...x);
      const delta = before.map((x, i) => rows[n]![i]! - x);
      // So large a signal meets the bound.
      expect(length(delta)).toBeCloseTo(0.5 * length(before), 3);
      expect(rows[n]![s]).toBe(1);
    });
    // The dimensions appended: z·offset.signal with a·offset.tags.
    const signal = (parameters.get('offset.signal')!.arraySync() as number[][])[1]!.map((x) => 40 * x);
    expect(rows[0]!.slice(s + 1)).toEqual(signal.map((x) => expect.closeTo(x, 4)));
    const before = score(users);
    const order = (row: number[]): number[] => row.map((_, i) => i).sort((a, b) => row[b]! - row[a]!);
    expect(order(score(moved)[0]!)).not.toEqual(order(before[0]!));
  });

  it('refuse a model without offsets', () => {
    const { config, parameters, users } = stored({});
    const request = { time: new Float32Array(2), signals: new Float32Array(3) };
    expect(() => movedUserVectors(config, parameters, users, request)).toThrow(RangeError);
  });
});

describe('offsetContributions', () => {
  it.each([
    ['within its bound', 0.01],
    ['at its bound', 30],
  ])('say what each input adds to each score; together they are what the offset did: %s', (_, size) => {
    const place = { ...OFFSETS, signalDimensions: 2, priorPlace: 'serve', priorWeight: 1, servingWidth: 19 } as const;
    const { config, parameters, users, items, h, score } = stored(place);
    const request = { time: Float32Array.of(size, 0), signals: Float32Array.of(size, 0, -2 * size) };
    const one = tf.slice(h, [0, 0], [1, -1]);
    const parts = offsetContributions(config, parameters, one, items, request).arraySync() as number[][];
    expect(parts.length).toBe(1 + config.signalWidth);
    const before = score(users)[0]!;
    const after = score(movedUserVectors(config, parameters, users, request))[0]!;
    before.forEach((x, j) => {
      const sum = parts.reduce((total, row) => total + row[j]!, 0);
      expect(sum).toBeCloseTo(after[j]! - x, 3);
    });
    // Time and the two signals that are live add something; the third adds nothing.
    expect(parts.map((row) => row.some((x) => x !== 0))).toEqual([true, true, false, true]);
  });

  it('are of time alone where there are no signals', () => {
    const { config, parameters, items, h } = stored({ offsetBound: 1, offsetTime: { column: 0, width: 2 } });
    const request = { time: Float32Array.of(1, 0), signals: new Float32Array(0) };
    const parts = offsetContributions(config, parameters, tf.slice(h, [0, 0], [1, -1]), items, request);
    expect(parts.shape).toEqual([1, config.itemCount]);
  });
});

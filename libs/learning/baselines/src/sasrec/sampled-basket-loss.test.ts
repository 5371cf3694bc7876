import { createRandom, type Tensor, tf } from '@stars/model';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampledBasketLoss } from './sampled-basket-loss.js';

beforeAll(() => tf.setBackend('cpu'));

const [ITEMS, WIDTH, NEGATIVES, SEED] = [9, 4, 5, 3];
const rows = Int32Array.of(2, 0);
const targets = [Uint32Array.of(4), Uint32Array.of(8, 0, 3)];
const baskets = { rows, targets, negatives: NEGATIVES, seed: SEED };

/** One item after another, over the items that the seed draws. */
function plainLoss(h: number[][], v: number[][]): number {
  const random = createRandom(SEED);
  const drawn = rows.reduce<number[][]>(
    (all) => [...all, Array.from({ length: NEGATIVES }, () => Math.floor(random() * ITEMS))],
    [],
  );
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  let loss = 0;
  for (const [n, row] of rows.entries()) {
    const others = drawn[n]!.reduce((sum, item) => sum + Math.exp(dot(h[row]!, v[item]!)), 0);
    for (const item of targets[n]!) {
      const own = Math.exp(dot(h[row]!, v[item]!));
      loss -= Math.log(own / (own + others)) / (targets[n]!.length * rows.length);
    }
  }
  return loss;
}

describe('sampledBasketLoss', () => {
  const h = tf.randomNormal([3, WIDTH], 0, 1, 'float32', 5);
  const v = tf.randomNormal([ITEMS, WIDTH], 0, 1, 'float32', 6);
  const numbers = (x: Tensor): number[][] => x.arraySync() as number[][];

  it('is the cross entropy of each item against the items drawn for its basket', () => {
    expect(sampledBasketLoss(h, v, baskets).dataSync()[0]!).toBeCloseTo(plainLoss(numbers(h), numbers(v)), 5);
    const other = sampledBasketLoss(h, v, { ...baskets, seed: 4 }).dataSync()[0]!;
    expect(Math.abs(other - plainLoss(numbers(h), numbers(v)))).toBeGreaterThan(1e-3);
  });

  it('has the gradients of finite differences', () => {
    const gradients = tf
      .grads((x, y) => sampledBasketLoss(x!, y!, baskets).asScalar())([h, v])
      .map(numbers);
    const step = 1e-4;
    for (const [which, table] of [numbers(h), numbers(v)].entries()) {
      for (const [i, line] of table.entries()) {
        for (const j of line.keys()) {
          const moved = (by: number): number => {
            const changed = table.map((row, r) => (r === i ? row.map((x, c) => (c === j ? x + by : x)) : row));
            return which === 0 ? plainLoss(changed, numbers(v)) : plainLoss(numbers(h), changed);
          };
          expect(gradients[which]![i]![j]!).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 4);
        }
      }
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidateLoss, candidateSoftmax, type HardNegativeVectors } from './candidate-loss.js';
import { expectGradient, normal } from './testing/central-differences.js';
import { type Tensor, tf } from './tf.js';

const [N, C, S] = [4, 7, 6];
const h = normal([N, S], 1);
const v = normal([C, S], 2);
const prior = normal([C], 3, 0.5);
const logQ = normal([C], 4, 0.5);
const targets = {
  rows: N,
  pairs: Int32Array.of(0, 2, 0, 5, 1, 1, 2, 6, 3, 0, 3, 1),
  weights: Float32Array.of(0.5, 0.5, 1, 1, 0.25, 0.75),
};
const NONE = { prior: undefined, logQ: undefined };
/** Two hard negatives a row; the last row has one, the third none. */
const hard: HardNegativeVectors = {
  width: 2,
  present: Float32Array.of(1, 1, 1, 1, 0, 0, 1, 0),
  vectors: normal([N * 2, S], 5),
  prior: Float32Array.of(0.1, -0.2, 0.3, 0, 9, 9, 0.5, 9),
};
const read = (x: Tensor): number => x.dataSync()[0]!;

// Equal to the last bit only where every sum is in one order. Files share processes, and another may have started a native backend.
const before = tf.getBackend();
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => tf.setBackend(before));

const KINDS: [string, negativeWeight: number][] = [
  ['softmax', 0],
  ['softmax and L_neg', 0.3],
];

/** The loss row by row, in double precision. */
function byHand(negativeWeight: number, own: boolean): { total: number; main: number } {
  const [hs, vs, ps, qs, os] = [h, v, prior, logQ, hard.vectors].map((x) => x.arraySync()) as [
    number[][],
    number[][],
    number[],
    number[],
    number[][],
  ];
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const softplus = (x: number): number => Math.log1p(Math.exp(x));
  let [total, main] = [0, 0];
  hs.forEach((query, n) => {
    const weight = new Map<number, number>();
    targets.weights.forEach((w, i) => {
      if (targets.pairs[2 * i] === n) weight.set(targets.pairs[2 * i + 1]!, w);
    });
    const logits = vs.map((item, j) => ({ z: dot(query, item) - ps[j]!, q: qs[j]!, w: weight.get(j) ?? 0 }));
    for (let k = 0; own && k < 2; k++) {
      const at = 2 * n + k;
      if (hard.present[at]) logits.push({ z: dot(query, os[at]!) - hard.prior[at]!, q: 0, w: 0 });
    }
    const negatives = logits.filter(({ w }) => w === 0);
    const negative = negatives.reduce((sum, { z }) => sum + softplus(z), 0);
    const logSum = Math.log(logits.reduce((sum, { z, q }) => sum + Math.exp(z - q), 0));
    const rowLoss = logits.reduce((sum, { z, q, w }) => sum - w * (z - q - logSum), 0);
    main += rowLoss / N;
    total += (rowLoss + (negativeWeight * negative) / negatives.length) / N;
  });
  return { total, main };
}

describe.each(KINDS)('%s', (_, negativeWeight) => {
  it.each([
    ['without', undefined],
    ['with', hard],
  ])('equals the formula, %s hard negatives', (_with, own) => {
    const found = candidateLoss(h, v, { prior, logQ }, targets, negativeWeight, { hard: own });
    const expected = byHand(negativeWeight, own !== undefined);
    expect(read(found.total)).toBeCloseTo(expected.total, 5);
    expect(read(found.main)).toBeCloseTo(expected.main, 5);
  });

  it('has the gradients of central differences in queries, items and hard negatives', () => {
    const loss = (q: Tensor, items: Tensor, own: Tensor): Tensor =>
      candidateLoss(q, items, { prior, logQ }, targets, negativeWeight, { hard: { ...hard, vectors: own } }).total;
    expectGradient((x) => loss(x, v, hard.vectors), h);
    expectGradient((x) => loss(h, x, hard.vectors), v);
    expectGradient((x) => loss(h, v, x), hard.vectors);
  });

  it('is the same in blocks of rows as in one', () => {
    const both = [C + 2, 3 * (C + 2), 1000].map((numbers) => {
      const f = (q: Tensor, items: Tensor, own: Tensor): Tensor =>
        candidateLoss(q, items, { prior, logQ }, targets, negativeWeight, { hard: { ...hard, vectors: own } }, numbers)
          .total;
      const { value, grads } = tf.valueAndGrads(f as never)([h, v, hard.vectors]);
      return [value as Tensor, ...grads].flatMap((x) => [...x.dataSync()]);
    });
    const [rows, some, whole] = both as [number[], number[], number[]];
    whole.forEach((x, i) => {
      expect(rows[i]!).toBeCloseTo(x, 5);
      expect(some[i]!).toBeCloseTo(x, 5);
    });
  });
});

describe('hard negatives', () => {
  const loss = (changes: Partial<HardNegativeVectors>): number =>
    read(candidateLoss(h, v, NONE, targets, 0, { hard: { ...hard, ...changes } }).total);

  it('that are absent change nothing, whatever their vectors', () => {
    const absent = { present: new Float32Array(N * 2) };
    const plain = read(candidateSoftmax(h, v, undefined, targets));
    expect(loss(absent)).toBe(plain);
    expect(loss({ ...absent, vectors: normal([N * 2, S], 77, 30) })).toBe(plain);
    expect(loss({})).toBeGreaterThan(plain + 1e-3);
  });

  it('have no gradient if they are absent', () => {
    const gradient = tf
      .grad((x: Tensor) => candidateLoss(h, v, NONE, targets, 0, { hard: { ...hard, vectors: x } }).total)(hard.vectors)
      .arraySync() as number[][];
    gradient.forEach((row, i) => {
      expect(row.some((x) => x !== 0)).toBe(hard.present[i] === 1);
    });
  });
});

describe('a prior of days', () => {
  const table = normal([2, C], 9, 0.5);
  const days = { table, rows: Int32Array.of(1, 0, 0, 1) };

  it('is subtracted from the logits of the rows of each day, in any blocks', () => {
    const [first, second] = tf.split(table, 2, 0) as [Tensor, Tensor];
    const ofDay = (prior: Tensor, row: number): number => {
      const one = {
        rows: 1,
        pairs: Int32Array.from(positivesOf(row).flatMap(([j]) => [0, j])),
        weights: Float32Array.from(positivesOf(row), ([, w]) => w),
      };
      return read(
        candidateLoss(tf.slice(h, [row, 0], [1, -1]), v, { prior: tf.reshape(prior, [C]), logQ: undefined }, one).total,
      );
    };
    const expected = (ofDay(second, 0) + ofDay(first, 1) + ofDay(first, 2) + ofDay(second, 3)) / N;
    for (const numbers of [C, 3 * C, 1000]) {
      const found = candidateLoss(h, v, { ...NONE, days }, targets, 0, {}, numbers);
      expect(read(found.total)).toBeCloseTo(expected, 5);
    }
  });

  it('has the gradients of central differences', () => {
    expectGradient((x) => candidateLoss(x, v, { ...NONE, days }, targets).total, h);
    expectGradient((x) => candidateLoss(h, x, { ...NONE, days }, targets).total, v);
  });
});

/** Candidates and weights of a row. */
const positivesOf = (row: number): [candidate: number, weight: number][] =>
  Array.from(targets.weights.keys())
    .filter((i) => targets.pairs[2 * i] === row)
    .map((i) => [targets.pairs[2 * i + 1]!, targets.weights[i]!]);

describe('L_neg', () => {
  it('off, is exactly the plain loss; on, it pushes negatives down and does not change the reported loss', () => {
    const plain = candidateLoss(h, v, NONE, targets);
    const both = candidateLoss(h, v, NONE, targets, 0.5);
    expect(read(plain.total)).toBe(read(candidateSoftmax(h, v, undefined, targets)));
    expect(read(plain.main)).toBe(read(plain.total));
    expect(read(both.main)).toBeCloseTo(read(plain.main), 6);
    expect(read(both.total)).toBeGreaterThan(read(plain.total));
  });
});

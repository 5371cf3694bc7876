import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidateLoss, candidateSoftmax, type HardNegativeVectors, type RepeatScores } from './candidate-loss.js';
import { type OwnItems, repeatLogits } from './repeat-head.js';
import { expectGradient, normal } from './testing/central-differences.js';
import { type Tensor, tf } from './tf.js';

const [N, C, S, M] = [4, 7, 6, 3];
const h = normal([N, S], 1);
const v = normal([C, S], 2);
const prior = normal([C], 3, 0.5);
// Only 3 and 4 are no positives of any row.
const logQ = tf.tensor1d([0, 0, 0, -0.7, -1.2, 0, 0]);
const targets = {
  rows: N,
  pairs: Int32Array.of(0, 2, 0, 5, 1, 1, 2, 6, 3, 0, 3, 1),
  weights: Float32Array.of(0.5, 0.5, 1, 1, 0.25, 0.75),
};
/** Two hard negatives a row; the last row has one, the third none. */
const hard: HardNegativeVectors = {
  width: 2,
  present: Float32Array.of(1, 1, 1, 1, 0, 0, 1, 0),
  vectors: normal([N * 2, S], 5),
  prior: Float32Array.of(0.1, -0.2, 0.3, 0, 9, 9, 0.5, 9),
};
const NONE = -1e9;
/** A positive, another candidate and an item that is no candidate; nothing; another candidate; two positives. */
const repeats: RepeatScores = {
  logits: tf.tensor2d([0.4, -0.9, 1.1, NONE, NONE, NONE, 0.8, NONE, NONE, NONE, 0.3, 1.6], [N, M]),
  candidates: Int32Array.of(2, 3, -1, -1, -1, -1, 4, -1, -1, -1, 0, 1),
};
const read = (x: Tensor): number => x.dataSync()[0]!;

// Files share processes, and another may have started a native backend.
const before = tf.getBackend();
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => tf.setBackend(before));

/** The loss row by row, in double precision. */
function byHand(rho: number[][], negativeWeight: number, withHard: boolean): { total: number; main: number } {
  const [hs, vs, os] = [h, v, hard.vectors].map((x) => x.arraySync() as number[][]) as [
    number[][],
    number[][],
    number[][],
  ];
  const [ps, qs] = [prior, logQ].map((x) => x.arraySync() as number[]) as [number[], number[]];
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  let [total, main] = [0, 0];
  hs.forEach((query, n) => {
    const logits = vs.map((item, j) => dot(query, item) - ps[j]!);
    const own = [0, 1].filter((k) => withHard && hard.present[2 * n + k] === 1);
    const others = own.map((k) => dot(query, os[2 * n + k]!) - hard.prior[2 * n + k]!);
    const had = repeats.candidates.subarray(n * M, (n + 1) * M);
    const sum = [...logits.map((z, j) => z - qs[j]!), ...others, ...rho[n]!].reduce((a, z) => a + Math.exp(z), 0);
    const positives = new Set<number>();
    targets.weights.forEach((weight, i) => {
      const [row, j] = targets.pairs.subarray(2 * i, 2 * i + 2) as unknown as [number, number];
      if (row !== n) return;
      positives.add(j);
      const again = had.includes(j) ? Math.exp(rho[n]![had.indexOf(j)]!) : 0;
      main -= (weight * Math.log((Math.exp(logits[j]!) + again) / sum)) / N;
    });
    const negatives = [...logits.filter((_, j) => !positives.has(j)), ...others];
    total += (negativeWeight * negatives.reduce((a, z) => a + Math.log1p(Math.exp(z)), 0)) / negatives.length / N;
  });
  return { total: total + main, main };
}

describe.each([
  ['softmax', 0, undefined],
  ['softmax with hard negatives', 0, hard],
  ['softmax and L_neg', 0.3, undefined],
  ['softmax with hard negatives and L_neg', 0.3, hard],
])('%s, of users who had some items before', (_, negativeWeight, given) => {
  const lossOf = (q: Tensor, items: Tensor, rho: Tensor, own?: Tensor, numbers?: number) => {
    const extras = { hard: given && { ...given, vectors: own ?? given.vectors }, repeats: { ...repeats, logits: rho } };
    return candidateLoss(q, items, { prior, logQ }, targets, negativeWeight, extras, numbers);
  };

  // A score far above that of the inner product, and far below it, leaves nothing of one share in float32.
  it.each([0, 30, -30])('equals the formula, own scores moved by %d', (by) => {
    const rho = tf.add(repeats.logits, by) as Tensor;
    const found = lossOf(h, v, rho);
    const expected = byHand(rho.arraySync() as number[][], negativeWeight, given !== undefined);
    expect(read(found.total)).toBeCloseTo(expected.total, 4);
    expect(read(found.main)).toBeCloseTo(expected.main, 4);
  });

  it('has the gradients of central differences in queries, items, own scores and hard negatives', () => {
    expectGradient((x) => lossOf(x, v, repeats.logits).total, h);
    expectGradient((x) => lossOf(h, x, repeats.logits).total, v);
    expectGradient((x) => lossOf(h, v, x).total, repeats.logits);
    if (given) expectGradient((x) => lossOf(h, v, repeats.logits, x).total, given.vectors);
  });

  it('is the same in blocks of rows as in one', () => {
    const columns = C + (given?.width ?? 0) + M;
    const inputs = [h, v, repeats.logits, ...(given ? [given.vectors] : [])];
    const [rows, some, whole] = [columns, 3 * columns, 1000].map((numbers) => {
      const f = (q: Tensor, items: Tensor, rho: Tensor, own?: Tensor): Tensor =>
        lossOf(q, items, rho, own, numbers).total;
      const { value, grads } = tf.valueAndGrads(f as never)(inputs as never);
      return [value as Tensor, ...grads].flatMap((x) => [...x.dataSync()]);
    }) as [number[], number[], number[]];
    expect(whole.length).toBe(1 + inputs.reduce((sum, x) => sum + x.size, 0));
    whole.forEach((x, i) => {
      expect(rows[i]!).toBeCloseTo(x, 5);
      expect(some[i]!).toBeCloseTo(x, 5);
    });
  });
});

describe('own scores', () => {
  const [P, W, K] = [6, 5, 3];
  const content = normal([P, W], 6);
  const ages = normal([K, 1], 7, 0.2);
  const items = normal([W, 1], 8, 0.5);
  const NOBODY = 0;
  const own: OwnItems = {
    width: M,
    rows: Int32Array.of(2, 3, 5, -1, -1, -1, 4, -1, -1, 1, 2, -1),
    ages: Float32Array.from({ length: N * M * K }, (_, i) => ((i * 7) % 5) / 2),
  };
  const scores = (given: OwnItems, [c, a, w]: Tensor[] = [content, ages, items]): Tensor => {
    const parameters = new Map([
      ['repeat.general.ages', a!],
      ['repeat.general.items', w!],
    ]);
    return repeatLogits(parameters, 'general', c!, given);
  };
  const plain = { prior: undefined, logQ: undefined };
  const lossOf = (given: OwnItems, inputs?: Tensor[]): Tensor =>
    candidateLoss(h, v, plain, targets, 0, {
      repeats: { logits: scores(given, inputs), candidates: given.rows },
    }).total;

  it('are the formula, and far below any other for none', () => {
    const [cs, as, ws] = [content, ages, items].map((x) => x.arraySync() as number[][]) as [
      number[][],
      number[][],
      number[][],
    ];
    const found = scores(own);
    expect(found.shape).toEqual([N, M]);
    [...found.dataSync()].forEach((rho, at) => {
      const row = own.rows[at]!;
      if (row < 0) {
        expect(rho).toBeLessThan(-1e8);
        return;
      }
      const evidence = as.reduce((sum, [a], k) => sum + own.ages[at * K + k]! * Math.exp(8 * a!), 0);
      const score = cs[row]!.reduce((sum, x, i) => sum + x * ws[i]![0]!, 0);
      expect(rho).toBeCloseTo(Math.log(1e-12 + evidence) + score, 4);
    });
  });

  it('have the gradients of central differences', () => {
    expectGradient((x) => lossOf(own, [x, ages, items]), content);
    expectGradient((x) => lossOf(own, [content, x, items]), ages);
    expectGradient((x) => lossOf(own, [content, ages, x]), items);
  });

  it('of no item change nothing, whatever their evidence, and have no gradient', () => {
    const clean = { ...own, ages: own.ages.map((n, i) => (own.rows[Math.floor(i / K)]! < 0 ? 0 : n)) };
    expect(clean.ages).not.toEqual(own.ages);
    const [dirty, plainOnes] = [own, clean].map((given) => {
      const f = (...inputs: Tensor[]): Tensor => lossOf(given, inputs);
      const { value, grads } = tf.valueAndGrads(f as never)([content, ages, items] as never);
      return [value as Tensor, ...grads].map((x) => [...x.dataSync()]);
    }) as [number[][], number[][]];
    expect(dirty).toEqual(plainOnes);
    const slopes = Array.from({ length: P }, (_, item) => dirty[1]!.slice(item * W, (item + 1) * W));
    expect(slopes.map((slope) => slope.some((x) => x !== 0))).toEqual(slopes.map((_, item) => item !== NOBODY));
  });

  it('without any evidence change nothing', () => {
    const without = read(candidateSoftmax(h, v, undefined, targets));
    expect(read(lossOf({ ...own, ages: new Float32Array(N * M * K) }))).toBeCloseTo(without, 6);
    expect(Math.abs(read(lossOf(own)) - without)).toBeGreaterThan(1e-2);
  });
});

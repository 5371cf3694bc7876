import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionMetrics } from './validation-metrics.js';

describe('sessionMetrics', () => {
  it('is 1 if the basket is on top, and discounted below', () => {
    const scores = Float32Array.of(5, 4, 3, 2, 1);
    expect(sessionMetrics(scores, [0]).ndcg).toBe(1);
    expect(sessionMetrics(scores, [1, 0]).ndcg).toBe(1);
    expect(sessionMetrics(scores, [2]).ndcg).toBeCloseTo(1 / Math.log2(4), 10);
    expect(sessionMetrics(scores, [0, 2]).ndcg).toBeCloseTo((1 + 0.5) / (1 + 1 / Math.log2(3)), 10);
  });

  it('gives nothing for equal scores or NaN', () => {
    expect(sessionMetrics(new Float32Array(100), [3]).ndcg).toBe(0);
    expect(sessionMetrics(new Float32Array(100).fill(Number.NaN), [3]).ndcg).toBe(0);
  });

  it('agrees with a ranking by sorting and with the cross entropy of the softmax', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(distinct, fc.nat(), (numbers, pick) => {
        const scores = Float32Array.from(numbers, (x) => x / 4);
        const targets = [pick % numbers.length, (pick * 7 + 1) % numbers.length];
        const unique = [...new Set(targets)];
        const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
        const gain = unique.reduce((sum, item) => {
          const place = order.indexOf(item);
          return sum + (place < 10 ? 1 / Math.log2(place + 2) : 0);
        }, 0);
        const ideal = unique.reduce((sum, _, place) => sum + 1 / Math.log2(place + 2), 0);
        const total = scores.reduce((sum, x) => sum + Math.exp(x), 0);
        const loss = unique.reduce((sum, item) => sum - Math.log(Math.exp(scores[item]!) / total), 0) / unique.length;
        const measured = sessionMetrics(scores, unique);
        expect(measured.ndcg).toBeCloseTo(gain / ideal, 8);
        expect(measured.loss).toBeCloseTo(loss, 6);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { madeUpCell } from '../testing/cells.js';
import { compareCells, pooled, twoSided } from './compare-cells.js';
import { curveRows } from './verdicts.js';

const RESAMPLES = 2_000;

describe('compareCells', () => {
  it('compares with the simple ranking that came out best', () => {
    const [ndcg, hit] = compareCells([madeUpCell({ log: 'a', size: 100 }, 20, [4, 12, 8])], RESAMPLES);
    expect(ndcg).toMatchObject({ metric: 'ndcg', served: 0.5, best: { name: 'simple 2', mean: 0.3 } });
    expect(ndcg!.difference.mean).toBeCloseTo(0.2, 12);
    expect(ndcg!.difference.ci95[0]).toBeGreaterThan(0);
    expect(hit!.p).toBeLessThan(0.05);
  });

  it('takes the mean over seeds, session by session', () => {
    const seeds = [20, 30].map((hits, n) => madeUpCell({ log: 'a', size: 100, seed: n + 1 }, hits, [20]));
    const [ndcg] = compareCells(seeds, RESAMPLES);
    expect(ndcg!.served).toBeCloseTo(0.625, 12);
    expect(pooled(seeds).served.ndcg.slice(19, 31)).toEqual([1, ...Array(10).fill(0.5), 0]);
  });

  it('counts the sessions of all copies, whose users are others', () => {
    const copies = [10, 20].map((hits, n) => madeUpCell({ log: 'a', size: 100, copy: n + 1 }, hits, [0, 40]));
    const { users, simple } = pooled(copies);
    expect(new Set(users).size).toBe(80);
    expect(simple.map(({ ndcg }) => ndcg.length)).toEqual([80, 80]);
    expect(compareCells(copies, RESAMPLES)[0]!.served).toBeCloseTo(0.375, 12);
  });
});

describe('twoSided', () => {
  it('is small if hardly a mean is on the other side, and 1 if all are zero', () => {
    expect(twoSided(Float64Array.from({ length: 99 }, (_, n) => n + 1))).toBeCloseTo(0.02, 12);
    expect(twoSided(Float64Array.from({ length: 99 }, (_, n) => -n - 1))).toBeCloseTo(0.02, 12);
    expect(twoSided(new Float64Array(99))).toBe(1);
  });
});

describe('curveRows', () => {
  it('says what is clear after the correction over all cells', () => {
    const cells = [
      madeUpCell({ log: 'a', size: 100 }, 30, [10]),
      madeUpCell({ log: 'a', size: 'all' }, 10, [30]),
      madeUpCell({ log: 'b', size: 'all' }, 14, [12]),
    ];
    const verdicts = curveRows(cells, RESAMPLES).map(({ compared }) => compared.map(({ verdict }) => verdict));
    expect(verdicts).toEqual([
      ['ahead', 'ahead'],
      ['behind', 'behind'],
      ['level', 'level'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { madeUpCell } from '../testing/cells.js';
import { compareCells, compareLearned, pooledUsers, twoSided } from './compare-cells.js';
import { curveRows } from './verdicts.js';

const RESAMPLES = 2_000;

describe('compareCells', () => {
  it('compares with the simple ranking that came out best', () => {
    const [ndcg, hit] = compareCells([madeUpCell({ log: 'a', size: 100 }, 20, [4, 12, 8])], RESAMPLES);
    expect(ndcg).toMatchObject({ metric: 'ndcg', served: 0.5, other: { name: 'simple 2', mean: 0.3 } });
    expect(ndcg!.difference.mean).toBeCloseTo(0.2, 12);
    expect(ndcg!.difference.ci95[0]).toBeGreaterThan(0);
    expect(hit!.p).toBeLessThan(0.05);
  });

  it('takes the mean over seeds, and is less sure where seeds differ', () => {
    const same = [25, 25].map((hits, n) => madeUpCell({ log: 'a', size: 100, seed: n + 1 }, hits, [20]));
    const other = [20, 30].map((hits, n) => madeUpCell({ log: 'a', size: 100, seed: n + 1 }, hits, [20]));
    const [[ofSame], [ofOther]] = [compareCells(same, RESAMPLES), compareCells(other, RESAMPLES)];
    for (const { served, difference } of [ofSame!, ofOther!]) {
      expect([served, difference.mean]).toEqual([0.625, 0.125]);
    }
    expect(ofSame!.difference.ci95[0]).toBeGreaterThan(0);
    expect(ofOther!.difference.ci95[0]).toBeLessThanOrEqual(0);
  });

  it('counts the sessions of all copies, whose users are others', () => {
    const copies = [10, 20].map((hits, n) => madeUpCell({ log: 'a', size: 100, copy: n + 1 }, hits, [0, 40]));
    expect(new Set(pooledUsers(copies)).size).toBe(80);
    expect(compareCells(copies, RESAMPLES)[0]!.served).toBeCloseTo(0.375, 12);
  });
});

describe('compareLearned', () => {
  it('compares each seed with each seed of a ranking that learns, where all cells have it', () => {
    const cells = [20, 30].map((hits, n) => {
      const cell = madeUpCell({ log: 'a', size: 'all', seed: n + 1 }, hits, [0]);
      return { ...cell, learned: [{ ...cell.served, name: 'trees' }] };
    });
    const [trees] = compareLearned(cells, 'ndcg', RESAMPLES);
    expect(trees).toMatchObject({ other: { name: 'trees', mean: 0.625 }, difference: { mean: 0 }, p: 1 });
    expect(trees!.difference.ci95[1]).toBeGreaterThan(0.2);
    expect(compareLearned([cells[0]!, madeUpCell({ log: 'a', size: 'all', seed: 2 }, 1, [0])], 'ndcg')).toEqual([]);
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

import { fourSessions, listed } from '@stars/evaluation/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureReport, gini, popularityGroups, popularityPercentiles, trainingPopularity } from './exposure.js';

describe('popularity of items', () => {
  it('counts only rows that may be trained on', () => {
    expect([...trainingPopularity(fourSessions())]).toEqual([3, 1, 1, 1, 1]);
  });

  it('has percentiles in which equals count half', () => {
    expect([...popularityPercentiles(Uint32Array.of(3, 1, 1, 1, 7))]).toEqual([0.7, 0.3, 0.3, 0.3, 0.9]);
    expect([...popularityPercentiles(Uint32Array.of(2, 2))]).toEqual([0.5, 0.5]);
  });

  it('puts half of the interactions into the head, nine tenths into head and mid', () => {
    // Of 20: 10 alone are half; 5 and 3 reach 18; the rest is the tail.
    expect([...popularityGroups(Uint32Array.of(1, 10, 5, 1, 3))]).toEqual([2, 0, 1, 2, 1]);
    expect([...popularityGroups(Uint32Array.of(1, 1))]).toEqual([0, 1]);
  });
});

describe('gini', () => {
  it.each([
    [[1, 1, 1, 1], 0],
    [[0, 0, 0, 1], 0.75],
    [[0, 2], 0.5],
    [[1, 3], 0.25],
    [[0, 0], 0],
  ])('%j', (counts, expected) => {
    expect(gini(Uint32Array.from(counts))).toBeCloseTo(expected, 12);
  });

  it('is the mean absolute difference over twice the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 30 }), (counts) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        fc.pre(total > 0);
        let differences = 0;
        for (const a of counts) for (const b of counts) differences += Math.abs(a - b);
        expect(gini(Uint32Array.from(counts))).toBeCloseTo(differences / (2 * counts.length * total), 10);
      }),
    );
  });
});

describe('exposureReport', () => {
  it('compares the lists with the training data and the targets', () => {
    const set = fourSessions();
    const lists = listed(set, { 'u_2026-01-20': ['a', 'b'], 'u_2026-01-21': ['a'], 'v_2026-01-20': ['a'] });
    const report = exposureReport(set, [{ name: 'ranker', lists }]);
    // a has 3 of 7 interactions and b begins before half of them: head; c, d: mid; e begins at 6 of 7.
    expect(report.items).toEqual({ head: 2, mid: 3, tail: 0 });
    expect(report.trained).toEqual({ head: 4 / 7, mid: 3 / 7, tail: 0 });
    // a, c | d | a, c | b
    expect(report.taken).toEqual({ head: 3 / 6, mid: 3 / 6, tail: 0 });
    expect(report.taken_percentile).toBeCloseTo((2 * 0.9 + 4 * 0.4) / 6, 12);
    expect(report.rows).toHaveLength(1);
    const [row] = report.rows;
    expect(row).toMatchObject({ ranker: 'ranker', 'coverage@10': 0.4, shown: { head: 1, mid: 0, tail: 0 } });
    expect(row?.popularity_percentile).toBeCloseTo((3 * 0.9 + 0.4) / 4, 12);
    // Places 3, 1, 0, 0, 0.
    expect(row?.gini).toBeCloseTo((3 * 4 + 1 * 2) / (5 * 4), 12);
  });
});

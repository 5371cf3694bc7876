import { measure } from '@stars/evaluation';
import { fourSessions, listed } from '@stars/evaluation/testing';
import { describe, expect, it } from 'vitest';
import { studyRow } from '../testing/study-row.js';
import { measureStudy, type StudyMeasures } from './measure-study.js';
import type { StudyRow } from './study-row.js';
import { studyTables } from './study-table.js';
import { studyLines } from './study-text.js';

const difference = (mean: number, low: number, high: number): StudyRow['difference'] => {
  const both = {
    'ndcg@10': { mean, ci95: [low, high] as [number, number] },
    'recall@10': { mean, ci95: [low, high] as [number, number] },
  };
  return { all: both, explore: both };
};

const first = [studyRow({ ndcg: 0.1 }), studyRow({ seed: 2, ndcg: 0.2, date: '2026-11-30T10:00:00.000Z' })];
const second = [
  studyRow({ variant: '2 passes', ndcg: 0.3, difference: difference(0.2, 0.1, 0.3) }),
  studyRow({ variant: '2 passes', seed: 2, ndcg: 0.5, difference: difference(0.3, 0.25, 0.4), commit: 'def' }),
];
const rows = [first[0]!, second[0]!, first[1]!, second[1]!];

describe('studyTables', () => {
  it('has a row for each variant, with means over its seeds', () => {
    const [table, ...others] = studyTables(rows);
    expect(others).toEqual([]);
    expect(table).toMatchObject({ study: 'passes', first: '1 pass', from: '2026-11-28', to: '2026-11-30' });
    expect(table!.commits).toEqual(['abc', 'def']);
    expect(table!.machines).toEqual(['A processor, 2 cores, 8 GiB, cpu']);
    expect(table!.rows.map(({ variant, seeds }) => [variant, seeds])).toEqual([
      ['1 pass', [1, 2]],
      ['2 passes', [1, 2]],
    ]);
    const [one, two] = table!.rows;
    expect(one!.all['ndcg@10']).toBeCloseTo(0.15, 12);
    expect(one!.difference).toBeUndefined();
    expect(two!.difference!.explore!['ndcg@10']).toEqual({ mean: 0.25, ci95: [0.1, 0.4] });
  });

  it('takes the last row of a variant and seed, and keeps data sets and sizes apart', () => {
    const again = studyRow({ ndcg: 0.9 });
    const tables = studyTables([first[0]!, again, studyRow({ size: 'paper' }), studyRow({ title: 'Another shop' })]);
    expect(tables.map(({ title }) => title)).toEqual([again.title, 'Another shop']);
    expect(tables[0]!.rows.map(({ size, all }) => [size, all['ndcg@10']])).toEqual([
      ['small', 0.9],
      ['paper', 0.1],
    ]);
  });
});

describe('a stored file', () => {
  it('is printed as text', () => {
    const text = studyTables(rows)
      .map((table) => studyLines(table).join('\n'))
      .join('\n');
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
    for (const fact of [
      './stars lab study passes --seeds 1,2',
      '2026-11-28 to 2026-11-30',
      'A processor, 2 cores',
      'simulated',
    ]) {
      expect(text).toContain(fact);
    }
    expect(text).toMatch(/Study passes \(small\)[\s\S]*2 passes +1 +100 +1, 2 +2\.0 +\.4000/);
    expect(text).toMatch(/2 passes +\+\.2500\*\[\+\.1000,\+\.4000\]/);
  });
});

describe('measureStudy', () => {
  const set = fourSessions();
  const lists = (of: Record<string, string[]>): StudyMeasures => {
    const heads = (explore: boolean) => {
      const measured = measure(set, listed(set, of, 10), { explore, resamples: 1 });
      return { GI: measured, NI: measured, RR: measured };
    };
    return { all: heads(false), explore: heads(true) };
  };
  const good = lists({
    'u_2026-01-20': ['a', 'c'],
    'u_2026-01-21': ['b'],
    'v_2026-01-20': ['c'],
    'w_2026-01-22': ['b'],
  });
  const none = lists({});

  it('measures each head against all targets and new ones', () => {
    const { figures, difference } = measureStudy(good, undefined, { resamples: 20 });
    expect(figures.RR.all['hit@5']).toBe(0.75);
    expect(figures.GI).toEqual(figures.RR);
    expect(figures.RR.explore).toBeDefined();
    expect(difference).toBeUndefined();
  });

  it('compares with the first variant, user by user', () => {
    const { figures, difference } = measureStudy(good, none, { resamples: 200 });
    expect(difference!.all['recall@10'].mean).toBeCloseTo(figures.RR.all['recall@10'], 6);
    expect(difference!.all['recall@10'].ci95[0]).toBeGreaterThanOrEqual(0);
    expect(measureStudy(good, good, { resamples: 20 }).difference!.all['ndcg@10']).toEqual({
      mean: 0,
      ci95: [0, 0],
    });
  });
});

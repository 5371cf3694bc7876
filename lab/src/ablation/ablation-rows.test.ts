import { fourSessions, listed } from '@stars/evaluation/testing';
import { describe, expect, it } from 'vitest';
import { renderSecondStageAblation, secondStageAblationRows } from './ablation-rows.js';

const set = fourSessions();
const full = listed(set, { 'u_2026-01-20': ['a', 'b', 'c'], 'u_2026-01-21': ['d'], 'w_2026-01-22': ['e', 'b'] }, 10);
const less = listed(set, { 'u_2026-01-20': ['b'], 'u_2026-01-21': ['d'] }, 10);
const variant = (of: 'all' | 'fresh', name: string, lists: typeof full) => ({
  ...{ of, variant: name, columns: 60, multiplications: 6000, candidates: 180.4, lists },
});
const rows = secondStageAblationRows(
  set,
  [
    variant('all', 'all', full),
    variant('all', 'no columns of item', less),
    variant('fresh', 'all', less),
    variant('fresh', 'no columns of item', full),
  ],
  { resamples: 100, seed: 0 },
);

describe('secondStageAblationRows', () => {
  it('compares each variant with the whole second stage of its kind', () => {
    const [whole, without, fresh, freshWithout] = rows;
    expect(whole!.difference).toBeUndefined();
    expect(fresh!.difference).toBeUndefined();
    const lost = without!.difference!['hit@10'];
    expect(lost.mean).toBeCloseTo(without!.figures['hit@10'] - whole!.figures['hit@10'], 12);
    expect(lost.mean).toBeLessThan(0);
    expect(lost.ci95[0]).toBeLessThanOrEqual(lost.mean);
    expect(freshWithout!.difference!['hit@10'].mean).toBeGreaterThan(0);
  });
});

describe('renderSecondStageAblation', () => {
  it('has figures of the whole, and differences with intervals of the rest', () => {
    const text = renderSecondStageAblation(rows);
    const [all, fresh] = text.split('Unseen items');
    expect(all).toMatch(/\| all \| 60 \| 6000 \| 180 \| \.\d{4} \|/);
    expect(all).toMatch(/\| no columns of item \| 60 \| 6000 \| 180 \| −\.\d{4} \([−+]\.\d{4} to [−+]\.\d{4}\) \|/);
    expect(fresh).toMatch(/\| no columns of item .* \+\.\d{4} \(/);
  });
});

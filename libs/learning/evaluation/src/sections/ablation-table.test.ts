import { describe, expect, it } from 'vitest';
import { fourSessions } from '../testing/four-sessions.js';
import { listed } from '../testing/listed.js';
import { ablationRows, recallsAt } from './ablation-table.js';

const set = fourSessions();
/** d, e, a, … : fillers of the lists are never targets. */
const full = listed(set, { 'u_2026-01-20': ['a', 'b', 'c'], 'u_2026-01-21': ['d'], 'w_2026-01-22': ['e', 'b'] }, 50);
const less = listed(set, { 'u_2026-01-20': ['b'], 'u_2026-01-21': ['d'] }, 50);

describe('recallsAt', () => {
  it('counts hits of each depth by the number of targets', () => {
    const { users, recall } = recallsAt(set, full, false);
    expect([...users]).toEqual(set.sessions.map(({ user }) => user));
    expect([...recall[1]]).toEqual([0.5, 1, 0, 0]);
    expect([...recall[5]]).toEqual([1, 1, 0, 1]);
    expect(recall[50]).toEqual(recall[5]);
  });

  it('uses in explore only targets that were new, in sessions with any', () => {
    const { users, recall } = recallsAt(set, full, true);
    expect(users).toHaveLength(3);
    expect([...recall[1]]).toEqual([0, 1, 0]);
    expect([...recall[10]]).toEqual([1, 1, 1]);
  });

  it('goes no deeper than the lists', () => {
    const short = listed(set, { 'u_2026-01-20': ['b', 'a', 'c'] }, 3);
    const { recall } = recallsAt(set, short, false);
    expect([recall[1][0], recall[5][0], recall[50][0]]).toEqual([0, 1, 1]);
  });
});

describe('ablationRows', () => {
  const variant = (name: string) => ({ variant: name, model_version: `v-${name}`, steps: 10, train_seconds: 1 });
  const heads = (lists: typeof full) => ({ NI: lists, GI: lists, RR: lists });

  it('compares each variant with the first one, session by session', () => {
    const rows = ablationRows(
      set,
      [
        { variant: variant('full'), lists: { all: heads(full), explore: heads(full) } },
        { variant: variant('no text'), lists: { all: heads(less), explore: heads(less) } },
      ],
      { resamples: 200, seed: 0 },
    );
    expect(rows.map(({ variant }) => variant)).toEqual(['full', 'no text']);
    const [first, second] = rows;
    expect(first?.all.NI.difference).toBeUndefined();
    expect(first?.all.NI.recall).toEqual({ 1: 1.5 / 4, 5: 3 / 4, 10: 3 / 4, 20: 3 / 4, 50: 3 / 4 });
    expect(second?.all.NI.recall).toEqual({ 1: 1 / 4, 5: 1 / 4, 10: 1 / 4, 20: 1 / 4, 50: 1 / 4 });
    expect(second?.all.NI.difference?.[1].mean).toBeCloseTo(-1 / 8, 12);
    expect(second?.all.NI.difference?.[50].mean).toBeCloseTo(-1 / 2, 12);
    expect(second?.all.NI.difference?.[50].ci95[1]).toBeLessThanOrEqual(0);
    expect(second?.explore?.RR.recall[50]).toBeCloseTo(1 / 3, 12);
  });

  it('leaves out explore if there are no lists for it', () => {
    const [row] = ablationRows(set, [{ variant: variant('full'), lists: { all: heads(full) } }], { resamples: 5 });
    expect(row?.explore).toBeUndefined();
  });
});

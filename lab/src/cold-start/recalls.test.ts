import { fourSessions, listed } from '@stars/evaluation/testing';
import { describe, expect, it } from 'vitest';
import { recallsAt } from './recalls.js';

const set = fourSessions();
/** d, e, a, … : fillers of the lists are never targets. */
const full = listed(set, { 'u_2026-01-20': ['a', 'b', 'c'], 'u_2026-01-21': ['d'], 'w_2026-01-22': ['e', 'b'] }, 50);

describe('recallsAt', () => {
  it('counts hits of each depth by the number of targets', () => {
    const { users, recall } = recallsAt(set, full);
    expect([...users]).toEqual(set.sessions.map(({ user }) => user));
    expect([...recall[1]]).toEqual([0.5, 1, 0, 0]);
    expect([...recall[5]]).toEqual([1, 1, 0, 1]);
    expect(recall[50]).toEqual(recall[5]);
  });

  it('goes no deeper than the lists', () => {
    const short = listed(set, { 'u_2026-01-20': ['b', 'a', 'c'] }, 3);
    const { recall } = recallsAt(set, short);
    expect([recall[1][0], recall[5][0], recall[50][0]]).toEqual([0, 1, 1]);
  });
});

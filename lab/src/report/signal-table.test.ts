import { rankAndMeasure } from '@stars/evaluation';
import { fourSessions, listedRanker } from '@stars/evaluation/testing';
import { describe, expect, it } from 'vitest';
import { signalTable } from './signal-table.js';

const set = fourSessions();
const bootstrap = { resamples: 100, seed: 0 };
const passes = (lists: Record<string, string[]>) =>
  rankAndMeasure({ set, rankers: [listedRanker('STARS RR', 'model', lists, true)], ...bootstrap });
const LISTS = { 'u_2026-01-20': ['a', 'c'], 'u_2026-01-21': ['d'], 'v_2026-01-20': ['a'], 'w_2026-01-22': ['b'] };

describe('signalTable', () => {
  it('says how many lists a signal changes, and what it adds to their figures', async () => {
    const { 'w_2026-01-22': _, ...without } = LISTS;
    const [all, explore] = signalTable(
      await passes(LISTS),
      [
        { signal: 'rain', passes: await passes(without) },
        { signal: 'time', passes: await passes(LISTS) },
      ],
      bootstrap,
    );
    expect(all).toMatchObject({ ranker: 'STARS RR', targets: 'all', sessions: 4, figures: { 'hit@10': 1 } });
    const [rain, time] = all!.rows;
    expect(rain).toMatchObject({ signal: 'rain', changed: 0.25, gain: { 'hit@10': { mean: 0.25 } } });
    expect(rain!.gain['hit@10'].ci95[0]).toBe(0);
    expect(time).toMatchObject({ signal: 'time', changed: 0, gain: { 'ndcg@10': { mean: 0, ci95: [0, 0] } } });
    // v has no target that is new.
    expect(explore).toMatchObject({ targets: 'explore', sessions: 3 });
    expect(explore!.rows[0]).toMatchObject({ changed: 1 / 3 });
    expect(explore!.rows[0]!.gain['recall@10'].mean).toBeCloseTo(1 / 3, 12);
  });

  it('is negative for a signal without which the ranking is better', async () => {
    const [all] = signalTable(await passes({}), [{ signal: 'rain', passes: await passes(LISTS) }], bootstrap);
    expect(all!.rows[0]).toMatchObject({ changed: 1, gain: { 'hit@10': { mean: -1, ci95: [-1, -1] } } });
  });
});

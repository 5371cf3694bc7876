import { globalPopularity, personalFrequency, standardBaselines } from '@stars/baselines';
import { StarsError } from '@stars/errors';
import { LocalClock } from '@stars/features';
import { type EvaluationSet, type SessionRanker, seededRandom, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { type EvaluationProgress, evaluate } from './evaluate.js';
import { renderReport } from './report/text.js';
import type { RankerReport } from './report.js';

const random = seededRandom(5);
const rows = Array.from(
  { length: 4000 },
  (): SmallRow => [
    `user ${Math.floor(random() * 60)}`,
    `item ${Math.floor(random() * 200)}`,
    new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 30 * 86_400_000)).toISOString(),
  ],
);
const set = splitByTime(smallLog(rows), new LocalClock('UTC'), { fraction: 0.2 });

/** A perfect ranker: shows that a figure of 1 is possible. */
const oracle: SessionRanker = {
  name: 'oracle',
  kind: 'model',
  explores: true,
  async rank(of: EvaluationSet, { k, explore }) {
    const items = new Int32Array(of.sessions.length * k).fill(-1);
    of.sessions.forEach((s, n) => {
      items.set((explore ? s.targetNew : s.target).subarray(0, k), n * k);
    });
    return { k, items };
  },
};

describe('evaluate', () => {
  it('reports every ranker on both kinds of targets, and compares models with the best baseline', async () => {
    const progress: EvaluationProgress[] = [];
    const written: string[] = [];
    const rankers = [...standardBaselines(), oracle];
    const report = await evaluate({
      set,
      rankers,
      resamples: 100,
      onProgress: (at) => progress.push(at),
      onLists: (ranker, explore, { k, items }) => {
        expect(items).toHaveLength(set.sessions.length * k);
        written.push(`${ranker.name}${explore ? ', explore' : ''}`);
      },
    });
    expect(report.rankers.map((r) => r.name)).toEqual(rankers.map((r) => r.name));
    expect(report.rankers.filter((r) => r.explore !== undefined).map((r) => r.name)).toEqual([
      'global popularity',
      'recent popularity, 7 days',
      'oracle',
    ]);
    expect(written).toHaveLength(9);
    const perfect = report.rankers.at(-1)!;
    for (const summary of [perfect.all, perfect.explore!]) {
      expect(summary.overall['hit@10']).toBe(1);
      expect(summary.overall['ndcg@10']).toBeCloseTo(1, 12);
      expect(summary.user_macro['mrr@10']).toBe(1);
      expect(summary.ci95['hit@5']).toEqual([1, 1]);
    }
    const byBuckets = Object.values(perfect.all.by_hist_sessions).reduce((sum, bucket) => sum + bucket.n, 0);
    expect(byBuckets).toBe(set.sessions.length);
    expect(perfect.explore!.n_sessions).toBe(set.counts.exploreSessions);
    const best = Math.max(...report.rankers.slice(0, 5).map((r) => r.all.overall['ndcg@10']));
    expect(report.served).toBe('oracle');
    expect(report.comparisons.map(({ targets, baseline }) => [targets, baseline])).toEqual([
      ...report.rankers.slice(0, 5).map(({ name }) => ['all', name]),
      ['explore', 'global popularity'],
      ['explore', 'recent popularity, 7 days'],
    ]);
    const all = report.comparisons.filter(({ best, targets }) => best && targets === 'all');
    expect(all).toHaveLength(1);
    expect(report.rankers.find((r) => r.name === all[0]?.baseline)?.all.overall['ndcg@10']).toBe(best);
    for (const { baseline, difference } of report.comparisons.filter(({ targets }) => targets === 'all')) {
      const theirs = report.rankers.find(({ name }) => name === baseline)!.all.overall;
      for (const metric of ['hit@5', 'hit@10', 'recall@10', 'ndcg@10'] as const) {
        expect(difference[metric].mean).toBeCloseTo(1 - theirs[metric], 12);
        expect(difference[metric].ci95[0]).toBeGreaterThan(0);
      }
    }
    const decayed = set.sessions.length;
    expect(progress.at(-1)).toMatchObject({ done: decayed, total: decayed });
  });

  it('compares every model with every baseline, and shows the best one for those that do not serve', async () => {
    const rankers = [globalPopularity(), personalFrequency(), { ...oracle, name: 'another' }, oracle];
    const report = await evaluate({ set, rankers, resamples: 10, explore: false });
    expect(report.served).toBe('oracle');
    const [{ all: popular }, { all: frequency }] = report.rankers as [RankerReport, RankerReport];
    const best = popular.overall['ndcg@10'] >= frequency.overall['ndcg@10'] ? 'global popularity' : 'P-TopFreq';
    expect(report.comparisons.map(({ model, baseline, best }) => [model, baseline, best])).toEqual(
      ['another', 'oracle'].flatMap((model) =>
        ['global popularity', 'P-TopFreq'].map((baseline) => [model, baseline, baseline === best]),
      ),
    );
    expect(renderReport(report).match(/^ *another − .*: ndcg@10/gm)).toEqual([`  another − ${best}: ndcg@10`]);
  });

  it('gives the same report for the same seed', async () => {
    const run = () => evaluate({ set, rankers: standardBaselines(), seed: 3, resamples: 50 });
    expect(await run()).toEqual(await run());
  });

  it('leaves out explore if it is not wanted', async () => {
    const report = await evaluate({ set, rankers: [oracle], explore: false, resamples: 10 });
    expect(report.rankers[0]?.explore).toBeUndefined();
    expect(report.comparisons).toEqual([]);
  });

  it('leaves out a ranker that cannot run here if there is a callback for it; any other error ends it', async () => {
    const failing = (code: 'STARS_UNAVAILABLE' | 'STARS_INTERNAL'): SessionRanker => ({
      ...oracle,
      name: 'failing',
      rank: async (of, options) => {
        if (options.explore) throw new StarsError(code, 'not here');
        return oracle.rank(of, options);
      },
    });
    const unavailable: string[] = [];
    const run = (code: 'STARS_UNAVAILABLE' | 'STARS_INTERNAL', tell = true) =>
      evaluate({
        set,
        rankers: [failing(code), oracle],
        resamples: 5,
        ...(tell ? { onUnavailable: ({ name }, { message }) => unavailable.push(`${name}: ${message}`) } : {}),
      });
    expect((await run('STARS_UNAVAILABLE')).rankers.map(({ name }) => name)).toEqual(['oracle']);
    expect(unavailable).toEqual(['failing: not here']);
    await expect(run('STARS_UNAVAILABLE', false)).rejects.toThrow('not here');
    await expect(run('STARS_INTERNAL')).rejects.toThrow('not here');
  });

  it('stops at an abort', async () => {
    const stop = new AbortController();
    const run = evaluate({
      set,
      rankers: standardBaselines(),
      onProgress: () => stop.abort(new Error('enough')),
      signal: stop.signal,
    });
    await expect(run).rejects.toThrow('enough');
  });
});

describe('renderReport', () => {
  it('lines its columns up under the title, with one line a ranker', async () => {
    const report = await evaluate({ set, rankers: [...standardBaselines(), oracle], resamples: 20 });
    const text = renderReport(report);
    const lines = text.split('\n');
    expect(lines[0]).toBe(set.title);
    expect(lines[1]).toContain(`${set.catalogue.length} catalogue items`);
    const end = lines.find((line) => line.includes('Hit@5'))!.indexOf('Hit@5') + 'Hit@5'.length;
    for (const { name, all } of report.rankers) {
      const line = lines.find((candidate) => candidate.startsWith(name));
      const shown = line!.slice(0, end).split(/\s+/).at(-1)!;
      expect(Number(shown)).toBeCloseTo(all.overall['hit@5'], 4);
    }
    expect(text).toContain('oracle (explore) − baseline');
    const [against] = report.comparisons;
    const { mean, ci95 } = against!.difference['hit@5'];
    const cell = `+${mean.toFixed(4).slice(1)}*[+${ci95[0].toFixed(4).slice(1)},+${ci95[1].toFixed(4).slice(1)}]`;
    expect(lines.find((line) => line.includes(`${against!.baseline} `) && line.includes('[+'))).toContain(cell);
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true);
  });
});

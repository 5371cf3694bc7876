import { LocalClock } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { standardBaselines } from './baselines/standard-baselines.js';
import { type EvaluationProgress, evaluate } from './evaluate.js';
import type { EvaluationSet } from './evaluation-set.js';
import type { SessionRanker } from './ranked-lists.js';
import { renderReport } from './report.js';
import { seededRandom } from './seeded-random.js';
import { splitByTime } from './split.js';
import { type SmallRow, smallLog } from './testing/small-log.js';

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

/** Knows the answer: a perfect ranker, which shows that a figure of 1 can be reached. */
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
    const [all, explored] = report.comparisons;
    expect([all?.targets, explored?.targets]).toEqual(['all', 'explore']);
    expect(report.rankers.find((r) => r.name === all?.baseline)?.all.overall['ndcg@10']).toBe(best);
    expect(all?.difference['ndcg@10']?.mean).toBeCloseTo(1 - best, 12);
    expect(all?.difference['ndcg@10']?.ci95[0]).toBeGreaterThan(0);
    const decayed = set.sessions.length;
    expect(progress.at(-1)).toMatchObject({ passes: 9, finishedPasses: 6, done: decayed, total: decayed });
  });

  it('gives the same report for the same seed', async () => {
    const run = () => evaluate({ set, rankers: standardBaselines(), seed: 3, resamples: 50 });
    expect(await run()).toEqual(await run());
  });

  it('leaves explore out where it is not wanted', async () => {
    const report = await evaluate({ set, rankers: [oracle], explore: false, resamples: 10 });
    expect(report.rankers[0]?.explore).toBeUndefined();
    expect(report.comparisons).toEqual([]);
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
    expect(text).toContain('oracle (explore) − ');
    expect(text).toContain('better');
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true);
  });
});

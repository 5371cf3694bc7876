import { expect, it } from 'vitest';
import type { EvaluationReport } from '../report.js';
import { servedVerdict } from './served-verdict.js';

const ranker = (name: string, ndcg: number) => ({ name, all: { overall: { 'ndcg@10': ndcg } } });

/** A report of two rankers with this interval of their difference. */
const reportOf = (low: number, high: number, changes: Partial<EvaluationReport> = {}): EvaluationReport =>
  ({
    served: 'STARS second stage',
    rankers: [ranker('STARS second stage', 0.214), ranker('personal frequency', 0.198)],
    comparisons: [
      {
        ...{ targets: 'all', model: 'STARS second stage', baseline: 'personal frequency', best: true },
        difference: { 'ndcg@10': { mean: (low + high) / 2, ci95: [low, high] } },
      },
    ],
    ...changes,
  }) as unknown as EvaluationReport;

it('says how the served ranking stands by the paired interval', () => {
  expect(servedVerdict(reportOf(0.008, 0.024))).toBe(
    'STARS second stage is ahead of the best baseline, personal frequency: NDCG@10 .2140 to .1980 (+.0160, 95% interval +.0080 to +.0240).',
  );
  expect(servedVerdict(reportOf(-0.008, 0.024))).toContain('is level with the best baseline');
  expect(servedVerdict(reportOf(-0.024, -0.008))).toContain('is behind the best baseline');
});

it('says nothing if nothing was compared', () => {
  expect(servedVerdict(reportOf(0, 1, { served: null }))).toBe('');
  expect(servedVerdict(reportOf(0, 1, { comparisons: [] }))).toBe('');
});

import type { EvaluationReport } from '../report.js';
import { share, signed, verdict } from './format.js';

const WORDS = { better: 'ahead of', worse: 'behind', 'no clear difference': 'level with' } as const;

/**
 * Whether the served ranking is ahead of, level with or behind the best baseline, in a sentence: by the paired interval of NDCG@10
 * over all targets, for every log. Empty without a served ranking or a baseline.
 */
export function servedVerdict({ served, comparisons, rankers }: EvaluationReport): string {
  const best = comparisons.find((row) => row.targets === 'all' && row.model === served && row.best);
  if (!best) return '';
  const { baseline, difference } = best;
  const { mean, ci95 } = difference['ndcg@10'];
  const ndcgOf = (name: string): string => share(rankers.find((row) => row.name === name)!.all.overall['ndcg@10']);
  const figures = `NDCG@10 ${ndcgOf(best.model)} to ${ndcgOf(baseline)}`;
  const interval = `${signed(mean)}, 95% interval ${ci95.map(signed).join(' to ')}`;
  return `${served} is ${WORDS[verdict(difference['ndcg@10'])]} the best baseline, ${baseline}: ${figures} (${interval}).`;
}

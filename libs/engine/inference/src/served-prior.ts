import type { BorrowedStatistics } from '@stars/ranking';
import type { ModelArtifact } from './model-artifact.js';

/**
 * λ·log p_j if the prior serves, else 0. An item without a row has the mean p of what it borrows from; without that too, the prior
 * of no purchase.
 */
export function servedPrior(
  { prior, config }: Pick<ModelArtifact, 'prior' | 'config'>,
  row: number | undefined,
  borrowed: BorrowedStatistics | undefined,
): number {
  if (!prior) return 0;
  if (row !== undefined) return prior[row]!;
  const none = prior[prior.length - 1]!;
  if (!borrowed || config.priorWeight === 0) return none;
  let mean = 0;
  borrowed.items.forEach((neighbour, n) => {
    mean += borrowed.weights[n]! * Math.exp((prior[neighbour]! - none) / config.priorWeight);
  });
  return none + config.priorWeight * Math.log(mean);
}

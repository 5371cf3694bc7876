import type { GateResult } from '@stars/contracts';
import { chunks } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';
import { atLeast, counted, skipped } from './gate.js';
import type { SampledUser } from './sample-users.js';

/** Queries of one search. */
const QUERIES_AT_ONCE = 32;
/** Scores that differ by less are the same: sums in another order. */
const TIE = 1e-5;

/**
 * Recall@K of the index's search against an exact one, over both vectors of the sampled users. An item with the score of the
 * K-th counts as found. The index sees the queries once before, to prepare.
 */
export async function searchRecall(
  vectors: VectorIndex,
  tenant: string,
  modelVersion: string,
  sample: readonly SampledUser[],
  { recallK, recallAtLeast }: { recallK: number; recallAtLeast: number },
): Promise<GateResult> {
  const queries = sample.flatMap(({ general, next }) => [general, next]);
  const items = await vectors.count(tenant, modelVersion);
  const k = Math.min(recallK, items);
  if (queries.length === 0) return skipped('recall', recallAtLeast, 'no user has vectors to search with');
  if (k === 0) return skipped('recall', recallAtLeast, 'there is no vector to be found');
  const parts = chunks(queries, QUERIES_AT_ONCE);
  for (const part of parts) await vectors.search(tenant, { modelVersion, queries: part, k });
  await vectors.prepare(tenant, modelVersion);
  let [found, wanted] = [0, 0];
  for (const part of parts) {
    const search = { modelVersion, queries: part, k };
    const [truth, answers] = [
      await vectors.search(tenant, { ...search, exact: true }),
      await vectors.search(tenant, search),
    ];
    truth.forEach((exact, i) => {
      const last = exact.at(-1)?.score ?? Number.POSITIVE_INFINITY;
      const reached = answers[i]!.filter(({ score }) => score >= last - TIE * Math.max(1, Math.abs(last)));
      found += Math.min(reached.length, exact.length);
      wanted += exact.length;
    });
  }
  if (wanted === 0) return skipped('recall', recallAtLeast, 'an exact search finds nothing');
  const detail = `${counted(queries.length)} searches for ${k} of ${counted(items)} items against exact ones`;
  return atLeast('recall', found / wanted, recallAtLeast, detail);
}

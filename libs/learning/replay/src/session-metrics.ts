/** Lists longer than this are cut: every metric looks at the first 10 at most. */
export const LIST_LENGTH = 10;

export const SESSION_METRICS = [
  'hit@5',
  'hit@10',
  'recall@5',
  'recall@10',
  'recallcap@5',
  'recallcap@10',
  'precision@5',
  'precision@10',
  'ndcg@5',
  'ndcg@10',
  'mrr@10',
] as const;

export type SessionMetric = (typeof SESSION_METRICS)[number];

/** One value a session and metric, each [S]. */
export type SessionMetrics = Record<SessionMetric, Float64Array>;

/** Ranked lists: catalogue indices, best first, padded with -1. [S, k] */
export interface RankedSessions {
  k: number;
  items: Int32Array;
}

/** DISCOUNT[r] = 1 / log2(r + 2), r from 0. */
const DISCOUNT = Float64Array.from({ length: LIST_LENGTH }, (_, r) => 1 / Math.log2(r + 2));

/** IDEAL[n] = DCG of n hits in the first n places. */
const IDEAL = Float64Array.from({ length: LIST_LENGTH + 1 }, (_, n) =>
  DISCOUNT.subarray(0, n).reduce((sum, discount) => sum + discount, 0),
);

/**
 * Metrics of each session by the protocol: Hit@K = any hit, Recall@K = hits / |T|, RecallCap@K = hits / min(K, |T|),
 * Precision@K = hits / K, NDCG@K = DCG / DCG of min(K, |T|) hits on top, MRR@10 = 1 / rank of the first hit.
 * @param rows which of the lists are evaluated; `targets[n]` belongs to list `rows[n]` and is not empty.
 */
export function sessionMetrics(
  ranked: RankedSessions,
  rows: readonly number[],
  targets: readonly Uint32Array[],
): SessionMetrics {
  const metrics = Object.fromEntries(
    SESSION_METRICS.map((name) => [name, new Float64Array(rows.length)]),
  ) as SessionMetrics;
  const length = Math.min(LIST_LENGTH, ranked.k);
  rows.forEach((row, n) => {
    const target = targets[n]!;
    const wanted = new Set(target);
    let hits = 0;
    let dcg = 0;
    for (let r = 0; r < LIST_LENGTH; r++) {
      if (r < length && wanted.has(ranked.items[row * ranked.k + r]!)) {
        if (hits === 0) metrics['mrr@10'][n] = 1 / (r + 1);
        hits++;
        dcg += DISCOUNT[r]!;
      }
      if (r === 4) writeAt(metrics, 5, n, hits, dcg, target.length);
    }
    writeAt(metrics, 10, n, hits, dcg, target.length);
  });
  return metrics;
}

function writeAt(metrics: SessionMetrics, k: 5 | 10, n: number, hits: number, dcg: number, targets: number): void {
  const reachable = Math.min(k, targets);
  metrics[`hit@${k}`][n] = hits > 0 ? 1 : 0;
  metrics[`recall@${k}`][n] = hits / targets;
  metrics[`recallcap@${k}`][n] = hits / reachable;
  metrics[`precision@${k}`][n] = hits / k;
  metrics[`ndcg@${k}`][n] = dcg / IDEAL[reachable]!;
}

/** Share of the catalogue that is in the first `k` places of any of the lists. */
export function coverage(ranked: RankedSessions, rows: readonly number[], catalogueSize: number, k: number): number {
  const shown = new Uint8Array(catalogueSize);
  let distinct = 0;
  const length = Math.min(k, ranked.k);
  for (const row of rows) {
    for (let r = 0; r < length; r++) {
      const item = ranked.items[row * ranked.k + r]!;
      if (item >= 0 && shown[item] === 0) {
        shown[item] = 1;
        distinct++;
      }
    }
  }
  return distinct / catalogueSize;
}

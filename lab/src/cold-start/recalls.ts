import { type BootstrapOptions, bootstrapMeans, type Interval, mean } from '@stars/evaluation';
import type { EvaluationSet, RankedSessions } from '@stars/replay';

const RECALL_DEPTHS = [1, 5, 10, 20, 50] as const;
export type RecallDepth = (typeof RECALL_DEPTHS)[number];

/** Recall@K of one ranking. */
export interface Recalls {
  recall: Record<RecallDepth, number>;
  ci95: Record<RecallDepth, Interval>;
}

/** Recall@K of the sessions with a target, each [S], and their users. */
export interface SessionRecalls {
  users: Uint32Array;
  recall: Record<RecallDepth, Float64Array>;
}

/** Means over sessions, with 95% intervals over users. */
export function meanRecalls({ users, recall }: SessionRecalls, bootstrap: BootstrapOptions): Recalls {
  const series = RECALL_DEPTHS.map((depth) => recall[depth]);
  const intervals = bootstrapMeans(users, series, bootstrap);
  return { recall: byDepth((_, n) => mean(series[n]!)), ci95: byDepth((_, n) => intervals[n]!) };
}

/**
 * Recall@K of each session with a target: hits among the first K, divided by the number of targets. It is the expected R@K
 * of one target drawn at random.
 */
export function recallsAt(set: EvaluationSet, { k, items }: RankedSessions): SessionRecalls {
  const rows = set.sessions.flatMap(({ user, target }, n) =>
    target.length === 0 ? [] : [{ n, user, target: new Set(target) }],
  );
  const recall = byDepth(() => new Float64Array(rows.length));
  rows.forEach(({ n, target }, row) => {
    let hits = 0;
    let at = 0;
    for (const depth of RECALL_DEPTHS) {
      for (; at < Math.min(depth, k); at++) if (target.has(items[n * k + at]!)) hits++;
      recall[depth][row] = hits / target.size;
    }
  });
  return { users: Uint32Array.from(rows, ({ user }) => user), recall };
}

const byDepth = <T>(value: (depth: RecallDepth, n: number) => T): Record<RecallDepth, T> =>
  Object.fromEntries(RECALL_DEPTHS.map((depth, n) => [depth, value(depth, n)])) as Record<RecallDepth, T>;

import {
  type BootstrapOptions,
  bootstrapMeans,
  coverage,
  type EvaluationSession,
  type EvaluationSet,
  type Interval,
  mean,
  type RankedSessions,
  SESSION_METRICS,
  type SessionMetric,
  type SessionMetrics,
  sessionMetrics,
  userMacroMean,
} from '@stars/replay';

/** Metrics that get an interval and a line in the buckets. */
export const MAIN_METRICS = ['hit@5', 'hit@10', 'recall@10', 'ndcg@10', 'mrr@10'] as const;
export type MainMetric = (typeof MAIN_METRICS)[number];

export const HISTORY_BUCKETS = ['0', '1-10', '11-30', '31-100', '101+'] as const;
export type HistoryBucket = (typeof HISTORY_BUCKETS)[number];

export type BucketSummary = Record<MainMetric | 'coverage@10', number> & { n: number };

/** Figures of one ranker on one set of targets. Names as in the protocol's reference evaluator. */
export interface Summary {
  n_sessions: number;
  n_users: number;
  overall: Record<SessionMetric | 'coverage@5' | 'coverage@10', number>;
  user_macro: Record<SessionMetric, number>;
  by_hist_len: Partial<Record<HistoryBucket, BucketSummary>>;
  by_hist_sessions: Partial<Record<HistoryBucket, BucketSummary>>;
  ci95: Record<MainMetric, Interval>;
}

/** Lists of a ranker, measured session by session. */
export interface Measured {
  sessions: EvaluationSession[];
  /** Place of each session in the set. */
  rows: number[];
  users: Uint32Array;
  metrics: SessionMetrics;
  summary: Summary;
}

/**
 * Measures ranked lists against all targets or, in explore, against those new to the user; sessions without such a target
 * are left out.
 * @param ranked One list for each session of `set.sessions`, in that order.
 */
export function measure(
  set: EvaluationSet,
  ranked: RankedSessions,
  options: BootstrapOptions & { explore?: boolean } = {},
): Measured {
  const targetOf = (session: EvaluationSession) => (options.explore ? session.targetNew : session.target);
  const rows: number[] = [];
  set.sessions.forEach((session, row) => {
    if (targetOf(session).length > 0) rows.push(row);
  });
  const sessions = rows.map((row) => set.sessions[row]!);
  const metrics = sessionMetrics(ranked, rows, sessions.map(targetOf));
  const users = Uint32Array.from(sessions, (session) => session.user);
  const size = set.catalogue.length;
  const intervals = bootstrapMeans(
    users,
    MAIN_METRICS.map((name) => metrics[name]),
    options,
  );
  const buckets = (key: 'histLen' | 'histSessions') => {
    const result: Partial<Record<HistoryBucket, BucketSummary>> = {};
    for (const label of HISTORY_BUCKETS) {
      const members = sessions.flatMap((session, n) => (historyBucket(session[key]) === label ? [n] : []));
      if (members.length === 0) continue;
      result[label] = {
        n: members.length,
        ...byMetric(MAIN_METRICS, (name) => mean(Float64Array.from(members, (n) => metrics[name][n]!))),
        'coverage@10': coverage(
          ranked,
          members.map((n) => rows[n]!),
          size,
          10,
        ),
      };
    }
    return result;
  };
  return {
    sessions,
    rows,
    users,
    metrics,
    summary: {
      n_sessions: sessions.length,
      n_users: new Set(users).size,
      overall: {
        ...byMetric(SESSION_METRICS, (name) => mean(metrics[name])),
        'coverage@5': coverage(ranked, rows, size, 5),
        'coverage@10': coverage(ranked, rows, size, 10),
      },
      user_macro: byMetric(SESSION_METRICS, (name) => userMacroMean(users, metrics[name])),
      by_hist_len: buckets('histLen'),
      by_hist_sessions: buckets('histSessions'),
      ci95: Object.fromEntries(MAIN_METRICS.map((name, n) => [name, intervals[n]!])) as Record<MainMetric, Interval>,
    },
  };
}

/** 0, 1-10, 11-30, 31-100, 101+. */
export function historyBucket(value: number): HistoryBucket {
  if (value <= 0) return '0';
  if (value <= 10) return '1-10';
  if (value <= 30) return '11-30';
  return value <= 100 ? '31-100' : '101+';
}

function byMetric<M extends string>(names: readonly M[], value: (name: M) => number): Record<M, number> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<M, number>;
}

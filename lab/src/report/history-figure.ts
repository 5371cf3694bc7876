import {
  type BootstrapOptions,
  bootstrapMeans,
  type Difference,
  HISTORY_BUCKETS,
  type HistoryBucket,
  historyBucket,
  type Interval,
  type MainMetric,
  type Measured,
  mean,
  pairedDifference,
} from '@stars/evaluation';

/** Gain of the served ranking over one baseline in one bucket. */
export interface BucketGain {
  baseline: string;
  /** Mean of the metric. */
  value: number;
  ci95: Interval;
  difference: Difference;
  /** served / baseline − 1; null if the baseline has 0. */
  relative: number | null;
}

export interface FigureBucket<Label extends string = string> {
  label: Label;
  sessions: number;
  users: number;
  value: number;
  ci95: Interval;
  against: BucketGain[];
}

/** Figure 5 of the paper: the model's gain by length of the user's history. */
export interface HistoryFigure {
  metric: MainMetric;
  targets: 'all' | 'explore';
  /** What the buckets count: earlier catalogue interactions, or days with one. */
  by: 'interactions' | 'days';
  model: string;
  /** Buckets without a session are left out. */
  buckets: FigureBucket<HistoryBucket>[];
}

/** A ranker by name, measured session by session. */
export interface MeasuredRanker {
  name: string;
  measured: Pick<Measured, 'sessions' | 'users' | 'metrics'>;
}

/** @param baselines measured on the same sessions as the model. */
export function historyFigure(
  model: MeasuredRanker,
  baselines: readonly MeasuredRanker[],
  options: BootstrapOptions & Pick<HistoryFigure, 'metric' | 'targets' | 'by'>,
): HistoryFigure {
  const { metric, targets, by } = options;
  const { sessions } = model.measured;
  const labels = sessions.map((session) => historyBucket(by === 'days' ? session.histSessions : session.histLen));
  return {
    metric,
    targets,
    by,
    model: model.name,
    buckets: HISTORY_BUCKETS.flatMap((label) => {
      const members = labels.flatMap((own, n) => (own === label ? [n] : []));
      return members.length === 0 ? [] : [figureBucket(label, members, model, baselines, metric, options)];
    }),
  };
}

/** @param members indices into the measured sessions, at least one. */
export function figureBucket<Label extends string>(
  label: Label,
  members: readonly number[],
  model: MeasuredRanker,
  baselines: readonly MeasuredRanker[],
  metric: MainMetric,
  bootstrap: BootstrapOptions,
): FigureBucket<Label> {
  const pick = ({ measured }: MeasuredRanker) => Float64Array.from(members, (n) => measured.metrics[metric][n]!);
  const users = Uint32Array.from(members, (n) => model.measured.users[n]!);
  const own = pick(model);
  const others = baselines.map(pick);
  const [ci95, ...intervals] = bootstrapMeans(users, [own, ...others], bootstrap);
  const value = mean(own);
  return {
    label,
    sessions: members.length,
    users: new Set(users).size,
    value,
    ci95: ci95!,
    against: baselines.map(({ name }, n) => {
      const theirs = mean(others[n]!);
      return {
        baseline: name,
        value: theirs,
        ci95: intervals[n]!,
        difference: pairedDifference(users, own, others[n]!, bootstrap),
        relative: theirs === 0 ? null : value / theirs - 1,
      };
    }),
  };
}

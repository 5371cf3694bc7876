import {
  type BootstrapOptions,
  type Difference,
  mean,
  pairedDifference,
  type RankedPass,
  type RankedPasses,
} from '@stars/evaluation';
import { LIST_LENGTH, type RankedSessions, type SessionRanker } from '@stars/replay';

/** Metrics of what a signal is worth, with their titles. */
export const SIGNAL_COLUMNS = [
  ['Hit@10', 'hit@10'],
  ['R@10', 'recall@10'],
  ['NDCG@10', 'ndcg@10'],
] as const;
export type SignalMetric = (typeof SIGNAL_COLUMNS)[number][1];

/** What one signal is worth to one ranking. */
export interface SignalRow {
  /** `time`, `holidays`, a name of the context topic, or `all`. */
  signal: string;
  /** Share of the sessions whose first ten are others without it. */
  changed: number;
  /** With every signal − without this one, paired over users. */
  gain: Record<SignalMetric, Difference>;
}

/** What signals are worth to one ranking, on one kind of targets. */
export interface SignalWorth {
  ranker: string;
  targets: 'all' | 'explore';
  sessions: number;
  /** With every signal. */
  figures: Record<SignalMetric, number>;
  rows: SignalRow[];
}

/** The same model served with every signal, without each one, and without any. */
export type SignalTable = SignalWorth[];

/** @param without The passes of the same rankers, by name, while a signal is switched off. */
export function signalTable(
  full: RankedPasses,
  without: readonly { signal: string; passes: RankedPasses }[],
  bootstrap: BootstrapOptions,
): SignalTable {
  return (['all', 'explore'] as const).flatMap((targets) =>
    [...full[targets]].map(([ranker, pass]): SignalWorth => {
      const { sessions, metrics } = pass.measured;
      return {
        ranker: ranker.name,
        targets,
        sessions: sessions.length,
        figures: byMetric((metric) => mean(metrics[metric])),
        rows: without.map(({ signal, passes }) => rowOf(signal, pass, passOf(passes[targets], ranker.name), bootstrap)),
      };
    }),
  );
}

function rowOf(signal: string, full: RankedPass, less: RankedPass, bootstrap: BootstrapOptions): SignalRow {
  const { users, metrics, rows } = full.measured;
  const changed = rows.filter((row) => !sameTop(full.lists, less.lists, row)).length;
  return {
    signal,
    changed: changed / rows.length,
    gain: byMetric((metric) => pairedDifference(users, metrics[metric], less.measured.metrics[metric], bootstrap)),
  };
}

function passOf(passes: ReadonlyMap<SessionRanker, RankedPass>, name: string): RankedPass {
  for (const [ranker, pass] of passes) if (ranker.name === name) return pass;
  throw new RangeError(`"${name}" was not ranked without the signal`);
}

function sameTop(a: RankedSessions, b: RankedSessions, row: number): boolean {
  const top = ({ k, items }: RankedSessions) => items.subarray(row * k, row * k + LIST_LENGTH);
  const others = top(b);
  return top(a).every((item, place) => item === others[place]);
}

const byMetric = <T>(of: (metric: SignalMetric) => T): Record<SignalMetric, T> =>
  Object.fromEntries(SIGNAL_COLUMNS.map(([, metric]) => [metric, of(metric)])) as Record<SignalMetric, T>;

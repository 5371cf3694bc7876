import type { TargetKind } from '@stars/features';
import type { EvaluationCounts, EvaluationSet, Split } from '@stars/replay';
import type { Comparison } from './compare.js';
import type { Summary } from './summary.js';

export interface RankerReport {
  name: string;
  kind: 'baseline' | 'model';
  /** What it learns from and for how long, if that is less than the model has. */
  note?: string;
  /** Against all targets, seen items kept in the lists. */
  all: Summary;
  /** Against targets that are new to the user, seen items left out of the lists; absent for rankers that only repeat. */
  explore?: Summary;
}

/** What `evaluate --json` prints (docs/reference/evaluation-report.md). */
export interface EvaluationReport {
  protocol: EvaluationSet['protocol'];
  split: Split;
  title: string;
  seed: number;
  resamples: number;
  /** The kind of event that targets, counts and baselines count. */
  target: TargetKind;
  counts: EvaluationCounts;
  /** Name of the served ranking; null if no model was evaluated. */
  served: string | null;
  rankers: RankerReport[];
  /** Rankers that cannot run on this machine, and why. */
  left_out?: { ranker: string; reason: string }[];
  comparisons: Comparison[];
  /** Number of test evaluations of this data folder, this one included. */
  test_looks?: number;
}

import type { TargetKind } from '@stars/features';
import type { EvaluationCounts, EvaluationSet, Split } from '@stars/replay';
import type { Comparison } from './compare.js';
import type { CandidateFigure } from './sections/candidate-figure.js';
import type { CategoryTable } from './sections/category-table.js';
import type { ExposureReport } from './sections/exposure.js';
import type { HeadCosine } from './sections/head-cosine.js';
import type { HistoryFigure } from './sections/history-figure.js';
import type { RepeatSplit } from './sections/repeat-split.js';
import type { SignalTable } from './sections/signal-table.js';
import type { StudyTable } from './studies/study-table.js';
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

/** A section that the data does not allow, and why. */
export interface Absent {
  absent: string;
}

/** What `evaluate --json` prints (docs/reference/evaluation-report.md). Sections that were not requested are absent. */
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
  /** Figure 5: by history length, for both kinds of targets and both ways to count. */
  history?: HistoryFigure[];
  /** Figure 5 by what was shown. */
  candidates?: CandidateFigure | Absent;
  /** Table 2. */
  categories?: CategoryTable | Absent;
  /** What each context signal is worth at the request. */
  signals?: SignalTable | Absent;
  repeats?: RepeatSplit;
  exposure?: ExposureReport;
  head_cosine?: HeadCosine;
  /** Stored long runs on the same protocol. */
  studies?: StudyTable[];
  /** Number of test evaluations of this data folder, this one included. */
  test_looks?: number;
}

export const isAbsent = (section: object): section is Absent => 'absent' in section;

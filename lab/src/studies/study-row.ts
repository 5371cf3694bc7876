import type { Difference } from '@stars/evaluation';
import type { EvaluationSet, SessionMetric } from '@stars/replay';

export const STUDY_METRICS = ['hit@5', 'hit@10', 'recall@10', 'ndcg@10', 'coverage@10'] as const satisfies (
  | SessionMetric
  | 'coverage@10'
)[];
export type StudyMetric = (typeof STUDY_METRICS)[number];

/** Metrics that a variant is compared by. */
export const COMPARED_METRICS = ['recall@10', 'ndcg@10'] as const satisfies StudyMetric[];
export type ComparedMetric = (typeof COMPARED_METRICS)[number];

/** The network alone: h_gen, h_next, and both lists by round robin. The last one is compared. */
export const STUDY_HEADS = ['GI', 'NI', 'RR'] as const;
export type StudyHead = (typeof STUDY_HEADS)[number];

/** One training of a study, and what its model is worth: a line of a study's file. */
export interface StudyRow {
  study: string;
  variant: string;
  seed: number;
  size: string;
  /** What differs from the recipe of the size, as `--recipe` reads it. */
  recipe: object;
  /** Digest of everything that was asked for, with the data and the recipe of the size. */
  key: string;
  model_version: string;
  protocol: EvaluationSet['protocol'];
  split: EvaluationSet['split'];
  /** The data, and that they are simulated if they are. */
  title: string;
  sessions: number;
  explore_sessions: number;
  catalogue_items: number;
  /** Passes over the data and steps of the last fit. */
  passes: number;
  steps: number;
  /** Of training and ranking, in the process that finished the row; absent if the model was there already. */
  wall_seconds?: number;
  cpu_seconds?: number;
  figures: Record<StudyHead, { all: StudyFigures; explore?: StudyFigures }>;
  /** RR minus that of the study's first variant with the same seed, paired over users; absent for that variant itself. */
  difference?: { all: Compared<Difference>; explore?: Compared<Difference> };
  command: string;
  /** Of the sources; with `+` if they were changed. Absent outside a git repository. */
  commit?: string;
  /** UTC, when the row was finished. */
  date: string;
  machine: { cpu: string; cores: number; memory_gib: number; backend?: string };
}

export type StudyFigures = Record<StudyMetric, number>;
export type Compared<T> = Record<ComparedMetric, T>;

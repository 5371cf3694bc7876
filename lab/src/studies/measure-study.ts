import { type BootstrapOptions, type Difference, type Measured, pairedDifference } from '@stars/evaluation';
import {
  COMPARED_METRICS,
  type Compared,
  STUDY_HEADS,
  STUDY_METRICS,
  type StudyFigures,
  type StudyHead,
  type StudyRow,
} from './study-row.js';

/** What a model's lists reach, by head; without `explore` if no session has something new. */
export interface StudyMeasures {
  all: Record<StudyHead, Measured>;
  explore?: Record<StudyHead, Measured>;
}

const DIGITS = 6;
const round = (value: number): number => Number(value.toFixed(DIGITS));

/** @param first Of the first variant with the same seed; absent for that variant itself. */
export function measureStudy(
  own: StudyMeasures,
  first: StudyMeasures | undefined,
  bootstrap: BootstrapOptions,
): Pick<StudyRow, 'figures' | 'difference'> {
  const figuresOf = (head: StudyHead) => ({
    all: figures(own.all[head]),
    ...(own.explore ? { explore: figures(own.explore[head]) } : {}),
  });
  const less = (targets: 'all' | 'explore') => difference(own[targets]!.RR, first![targets]!.RR, bootstrap);
  return {
    figures: Object.fromEntries(STUDY_HEADS.map((head) => [head, figuresOf(head)])) as StudyRow['figures'],
    ...(first
      ? { difference: { all: less('all'), ...(own.explore && first.explore ? { explore: less('explore') } : {}) } }
      : {}),
  };
}

const figures = ({ summary: { overall } }: Measured): StudyFigures =>
  Object.fromEntries(STUDY_METRICS.map((metric) => [metric, round(overall[metric])])) as StudyFigures;

const difference = (own: Measured, first: Measured, bootstrap: BootstrapOptions): Compared<Difference> =>
  Object.fromEntries(
    COMPARED_METRICS.map((metric) => {
      const { mean, ci95 } = pairedDifference(own.users, own.metrics[metric], first.metrics[metric], bootstrap);
      return [metric, { mean: round(mean), ci95: [round(ci95[0]), round(ci95[1])] }];
    }),
  ) as Compared<Difference>;

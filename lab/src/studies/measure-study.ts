import { type BootstrapOptions, type Difference, measure, pairedDifference } from '@stars/evaluation';
import type { EvaluationSet, RankedSessions } from '@stars/replay';
import {
  COMPARED_METRICS,
  type Compared,
  STUDY_HEADS,
  STUDY_METRICS,
  type StudyFigures,
  type StudyHead,
  type StudyRow,
} from './study-row.js';

/** A model's lists by head; without `explore` if no session has something new. */
export interface StudyLists {
  all: Record<StudyHead, RankedSessions>;
  explore?: Record<StudyHead, RankedSessions>;
}

const DIGITS = 6;
const round = (value: number): number => Number(value.toFixed(DIGITS));

/** @param first Lists of the first variant with the same seed; absent for that variant itself. */
export function measureStudy(
  set: EvaluationSet,
  lists: StudyLists,
  first: StudyLists | undefined,
  bootstrap: BootstrapOptions,
): Pick<StudyRow, 'figures' | 'difference'> {
  const figuresOf = (head: StudyHead) => ({
    all: figures(set, lists.all[head], false),
    ...(lists.explore ? { explore: figures(set, lists.explore[head], true) } : {}),
  });
  const less = (targets: 'all' | 'explore') =>
    difference(set, lists[targets]!.RR, first![targets]!.RR, targets === 'explore', bootstrap);
  return {
    figures: Object.fromEntries(STUDY_HEADS.map((head) => [head, figuresOf(head)])) as StudyRow['figures'],
    ...(first
      ? { difference: { all: less('all'), ...(lists.explore && first.explore ? { explore: less('explore') } : {}) } }
      : {}),
  };
}

function figures(set: EvaluationSet, lists: RankedSessions, explore: boolean): StudyFigures {
  const { overall } = measure(set, lists, { explore, resamples: 1 }).summary;
  return Object.fromEntries(STUDY_METRICS.map((metric) => [metric, round(overall[metric])])) as StudyFigures;
}

function difference(
  set: EvaluationSet,
  lists: RankedSessions,
  other: RankedSessions,
  explore: boolean,
  bootstrap: BootstrapOptions,
): Compared<Difference> {
  const [own, theirs] = [lists, other].map((ranked) => measure(set, ranked, { explore, resamples: 1 }));
  return Object.fromEntries(
    COMPARED_METRICS.map((metric) => {
      const { mean, ci95 } = pairedDifference(own!.users, own!.metrics[metric], theirs!.metrics[metric], bootstrap);
      return [metric, { mean: round(mean), ci95: [round(ci95[0]), round(ci95[1])] }];
    }),
  ) as Compared<Difference>;
}

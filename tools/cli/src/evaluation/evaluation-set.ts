import { type InteractionLog, LocalClock } from '@stars/features';
import {
  buildCjDay,
  CJ_DAY_PERIODS,
  CJ_DAY_TIME_ZONE,
  dayStart,
  type EvaluationSet,
  everyUser,
  leaveOneOut,
  splitByTime,
} from '@stars/replay';
import type { TrainingRequest } from '../train-model.js';
import type { EvaluationScope } from './run-folder.js';

/** The sessions that are evaluated. */
export const buildSet = (log: InteractionLog, clock: LocalClock, scope: EvaluationScope): EvaluationSet =>
  everyUser(wholeSet(log, clock, scope), scope.sample ?? 1);

function wholeSet(
  log: InteractionLog,
  clock: LocalClock,
  { protocol, split, time, target }: EvaluationScope,
): EvaluationSet {
  switch (protocol) {
    case 'cj-day':
      return buildCjDay(log, clock, { split, target });
    case 'time':
      return splitByTime(log, clock, { ...time, split, target });
    case 'leave-one-out':
      return leaveOneOut(log, clock, { split, target });
  }
}

/** What a model may learn from if it is evaluated on the set. */
export function heldOut(
  set: EvaluationSet,
  clock: LocalClock,
  { protocol, split }: EvaluationScope,
): Pick<TrainingRequest, 'until' | 'keep'> {
  if (protocol === 'leave-one-out') {
    const name = split === 'test' ? protocol : `${protocol}-${split}`;
    return { keep: { name, rows: () => (row, user) => row < set.trainTo[user]! } };
  }
  if (protocol === 'cj-day') return { until: cjDayStart(CJ_DAY_PERIODS[split].from) };
  const firstDay = set.sessions.reduce((first, { day }) => Math.min(first, day), Number.POSITIVE_INFINITY);
  return { until: dayStart(clock, firstDay) };
}

/** The moment after the test weeks of CJ-day (ms): the demo's "now". */
export const cjDayTestEnd = (): number => cjDayStart(CJ_DAY_PERIODS.test.to + 1);

/** First moment (ms) of a day of the shops' calendar, whatever the folder's settings say. */
const cjDayStart = (day: number): number => dayStart(new LocalClock(CJ_DAY_TIME_ZONE), day);

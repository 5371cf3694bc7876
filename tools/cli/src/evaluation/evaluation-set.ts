import { type InteractionLog, LocalClock } from '@stars/features';
import type { EvaluationSet } from '@stars/replay';
import type { TrainingRequest } from '../train-model.js';
import type { EvaluationScope } from './run-folder.js';

/** The sessions that are evaluated. */
export async function buildSet(log: InteractionLog, clock: LocalClock, scope: EvaluationScope): Promise<EvaluationSet> {
  const { everyUser } = await import('@stars/replay');
  return everyUser(await wholeSet(log, clock, scope), scope.sample ?? 1);
}

async function wholeSet(
  log: InteractionLog,
  clock: LocalClock,
  { protocol, split, time, target: asked }: EvaluationScope,
): Promise<EvaluationSet> {
  const { buildCjDay, leaveOneOut, splitByTime } = await import('@stars/replay');
  const target = asked ? { target: asked } : {};
  switch (protocol) {
    case 'cj-day':
      return buildCjDay(log, clock, { split, ...target });
    case 'time':
      return splitByTime(log, clock, { ...time, split, ...target });
    case 'leave-one-out':
      return leaveOneOut(log, clock, { split, ...target });
  }
}

/** What a model may learn from if it is evaluated on the set. */
export async function heldOut(
  set: EvaluationSet,
  clock: LocalClock,
  { protocol, split }: EvaluationScope,
): Promise<Pick<TrainingRequest, 'until' | 'keep'>> {
  if (protocol === 'leave-one-out') {
    const name = split === 'test' ? protocol : `${protocol}-${split}`;
    return { keep: { name, rows: () => (row, user) => row < set.trainTo[user]! } };
  }
  const { CJ_DAY_PERIODS, dayStart } = await import('@stars/replay');
  if (protocol === 'cj-day') return { until: await cjDayStart(CJ_DAY_PERIODS[split].from) };
  const firstDay = set.sessions.reduce((first, { day }) => Math.min(first, day), Number.POSITIVE_INFINITY);
  return { until: dayStart(clock, firstDay) };
}

/** First moment of the test weeks of CJ-day (ms): training data ends there. */
export async function cjDayTestStart(): Promise<number> {
  const { CJ_DAY_PERIODS } = await import('@stars/replay');
  return cjDayStart(CJ_DAY_PERIODS.test.from);
}

/** The moment after the test weeks of CJ-day (ms): the demo's "now". */
export async function cjDayTestEnd(): Promise<number> {
  const { CJ_DAY_PERIODS } = await import('@stars/replay');
  return cjDayStart(CJ_DAY_PERIODS.test.to + 1);
}

/** First moment (ms) of a day of the shops' calendar, whatever the folder's settings say. */
async function cjDayStart(day: number): Promise<number> {
  const { CJ_DAY_TIME_ZONE, dayStart } = await import('@stars/replay');
  return dayStart(new LocalClock(CJ_DAY_TIME_ZONE), day);
}

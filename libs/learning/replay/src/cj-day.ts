import { dateToDay, type InteractionLog, type LocalClock, type TargetKind } from '@stars/features';
import type { EvaluationSet, Split } from './evaluation-set.js';
import { buildUserDays, type Period } from './user-days.js';

/** The protocol's weeks as local dates: 1-44, 45-48 and 49-53. */
export const CJ_DAY_PERIODS = {
  train: { name: 'train', from: dateToDay('2017-01-01'), to: dateToDay('2017-10-29') },
  validation: { name: 'validation', from: dateToDay('2017-10-30'), to: dateToDay('2017-11-26') },
  test: { name: 'test', from: dateToDay('2017-11-27'), to: dateToDay('2017-12-31') },
} as const satisfies Record<string, Period>;

/** Shops are in Eastern time; the stored times are UTC. */
export const CJ_DAY_TIME_ZONE = 'America/New_York';

const CJ_DAY_TITLE = 'Complete Journey (its publisher describes it as simulated)';

/** Distinct (household, day) in weeks 1-44 that make an item part of the catalogue. */
const MIN_INTERACTIONS = 5;

/**
 * The protocol CJ-day on a log of Complete Journey's cleaned purchase lines (positive quantity, known product,
 * no fuel, coupons or miscellaneous): sessions are household-days, the catalogue is fixed by weeks 1-44.
 */
export function buildCjDay(
  log: InteractionLog,
  clock: LocalClock,
  { split = 'test', ...options }: { split?: Split; target?: TargetKind } = {},
): EvaluationSet {
  return buildUserDays(log, clock, {
    ...options,
    protocol: 'cj-day',
    split,
    title: CJ_DAY_TITLE,
    catalogueThrough: CJ_DAY_PERIODS.train.to,
    minInteractions: MIN_INTERACTIONS,
    periods: Object.values(CJ_DAY_PERIODS),
    evaluate: CJ_DAY_PERIODS[split],
  });
}

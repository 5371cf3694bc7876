import { isStarsError } from '@stars/errors';
import { dayToDate, type FeatureSpec, type InteractionLog, type LocalClock } from '@stars/features';
import { type EvaluationSet, splitByTime } from '@stars/replay';

/**
 * The user-days from local day `from` on with events that the model predicts. Undefined if there are none: a shop has days with
 * views alone.
 * @param minInteractions An item with fewer before `from` is not in the catalogue.
 */
export function daysWithTargets(
  log: InteractionLog,
  clock: LocalClock,
  from: number,
  { target }: Pick<FeatureSpec, 'target'>,
  minInteractions: number,
): EvaluationSet | undefined {
  try {
    return splitByTime(log, clock, { from: dayToDate(from), minInteractions, target });
  } catch (error) {
    if (isStarsError(error) && error.code === 'STARS_NOT_ENOUGH_DATA') return undefined;
    throw error;
  }
}

import { StarsError } from '@stars/errors';
import { chooseTargetKind, countKinds, type InteractionLog, isTargetType, type TargetKind } from '@stars/features';

/**
 * The target kind that is asked for or, if none is, the one that the log suggests.
 * Errors: `STARS_NOT_ENOUGH_DATA` if the log has no event of the kind that is asked for.
 */
export function targetKindOf(log: InteractionLog, asked?: TargetKind): TargetKind {
  const counts = countKinds(log);
  if (asked === undefined) return chooseTargetKind(counts).kind;
  if (counts[asked] > 0) return asked;
  throw new StarsError('STARS_NOT_ENOUGH_DATA', `The log has no ${asked} event, which is the target.`, {
    field: 'target',
  });
}

/** Number of events that are not the target. */
export const otherEvents = ({ type }: Pick<InteractionLog, 'type'>, target: TargetKind): number =>
  type.reduce((sum, each) => sum + (isTargetType(target, each) ? 0 : 1), 0);

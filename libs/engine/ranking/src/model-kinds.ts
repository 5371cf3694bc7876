import type { InteractionType } from '@stars/contracts';

/** Which type of event a model predicts, and what events of other types are worth as evidence of it. */
export interface EventKinds {
  readonly target: InteractionType;
  /** Of the other types that the model's log had, 0 or more; a missing one is worth nothing. */
  readonly weights: ReadonlyMap<InteractionType, number>;
  /** Items that people often meet, by events of other types, and never choose. Absent: there are none. */
  readonly neverChosen?: ReadonlySet<string>;
}

/** Whether an event is one of those that the model predicts. Without kinds and without a type, every event is. */
export const isTargetEvent = (
  kinds: Pick<EventKinds, 'target'> | undefined,
  type: InteractionType | undefined,
): boolean => kinds === undefined || type === undefined || type === kinds.target;

/** What an event is worth: 1 for a target. */
export const weightOfType = (kinds: EventKinds | undefined, type: InteractionType | undefined): number =>
  isTargetEvent(kinds, type) ? 1 : (kinds!.weights.get(type!) ?? 0);

/** Places in `ids` of the items that people never choose. */
export const neverChosenPlaces = (
  kinds: Pick<EventKinds, 'neverChosen'> | undefined,
  ids: readonly string[],
): ReadonlySet<number> => new Set(ids.flatMap((id, place) => (kinds?.neverChosen?.has(id) ? [place] : [])));

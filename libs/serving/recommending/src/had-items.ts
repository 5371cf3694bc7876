import { InteractionType } from '@stars/contracts';
import { type EventKinds, isTargetEvent } from '@stars/ranking';

/** Whether a user had the item of an event of this type: a purchase, or what the model predicts. */
export const meansHad = (kinds: EventKinds | undefined, type: InteractionType): boolean =>
  type === InteractionType.INTERACTION_TYPE_PURCHASE || (kinds !== undefined && isTargetEvent(kinds, type));

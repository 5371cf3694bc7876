import { type Interaction, InteractionType } from './generated/stars/v1/interaction.js';

const { INTERACTION_TYPE_IDENTIFY: IDENTIFY } = InteractionType;

/** Whether the event says which user a stranger is. */
export const isIdentify = ({ type }: Pick<Interaction, 'type'>): boolean => type === IDENTIFY;

/**
 * The event as it is of one person: a stranger is the user of the anonymous id, which stays beside it, because only what a stranger did
 * may move to another user. Of a user who is known, no anonymous id is kept. An `identify` is of both.
 */
export function ofOnePerson<E extends Pick<Interaction, 'type' | 'userId' | 'anonymousId'>>(event: E): E {
  const { userId, anonymousId } = event;
  if (anonymousId === '' || anonymousId === userId || isIdentify(event)) return event;
  return userId === '' ? { ...event, userId: anonymousId } : { ...event, anonymousId: '' };
}

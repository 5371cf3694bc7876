import { Interaction, InteractionType } from '@stars/contracts';
import type { HistoryEvent } from '@stars/profile-store';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;

/** A stored event. @param time ms since 1970 */
const event = (itemId: string, time: number, type: InteractionType): HistoryEvent => ({
  eventId: `${itemId}-${time}`,
  itemId,
  type,
  time,
  region: 'north',
});

export const purchase = (itemId: string, time: number): HistoryEvent => event(itemId, time, PURCHASE);
export const view = (itemId: string, time: number): HistoryEvent => event(itemId, time, VIEW);

/** An event as a request brings it. @param time ms since 1970 */
export const recentView = (itemId: string, time: number, changes: Partial<Interaction> = {}): Interaction =>
  Interaction.fromPartial({
    eventId: `${itemId}-${time}`,
    userId: 'fruit-lover',
    itemId,
    type: VIEW,
    time: new Date(time),
    region: 'north',
    ...changes,
  });

import { EVENT_KINDS, type EventKind } from '@stars/contracts';

/** What a value in the column of types means for us: one of the kinds, a purchase taken back, or nothing that we learn from. */
export type EventMeaning = EventKind | 'refund' | 'none';

export const EVENT_MEANINGS: readonly EventMeaning[] = [...EVENT_KINDS.toReversed(), 'refund', 'none'];

export const isEventMeaning = (text: string): text is EventMeaning =>
  (EVENT_MEANINGS as readonly string[]).includes(text);

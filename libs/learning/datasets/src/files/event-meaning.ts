/** What a value in the column of types means for us: one of the kinds, a purchase taken back, or nothing that we learn from. */
export type EventMeaning = 'view' | 'add_to_cart' | 'purchase' | 'refund' | 'none';

export const EVENT_MEANINGS: readonly EventMeaning[] = ['view', 'add_to_cart', 'purchase', 'refund', 'none'];

/** The kinds that are stored. */
export const EVENT_KINDS = ['view', 'add_to_cart', 'purchase'] as const;

export const isEventMeaning = (text: string): text is EventMeaning =>
  (EVENT_MEANINGS as readonly string[]).includes(text);

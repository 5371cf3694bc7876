import { InteractionType } from './generated/stars/v1/interaction.js';

const { INTERACTION_TYPE_VIEW_CATEGORY: VIEW_CATEGORY, INTERACTION_TYPE_SEARCH: SEARCH } = InteractionType;

/** Whether events of this type say what a user looks around in: a category, or the results of a search. They have no item. */
export const isBrowsing = (type: number): boolean => type === VIEW_CATEGORY || type === SEARCH;

/** What an event is about: an item, or one or two of the texts. */
export interface Subject {
  itemId: string;
  query?: string | undefined;
  category?: string | undefined;
  brand?: string | undefined;
}

const TEXTS = ['query', 'category', 'brand'] as const;

/** No id and no text has one. */
const MARK = '\u0001';

/** What an event is about as the id of an item in a history. */
export function subjectId(subject: Subject): string {
  if (subject.itemId !== '') return subject.itemId;
  return TEXTS.flatMap((field) => (subject[field] ? `${MARK}${field}${MARK}${subject[field]}` : [])).join('');
}

/** The other way round. */
export function subjectOf(id: string): Subject {
  if (!id.startsWith(MARK)) return { itemId: id };
  const subject: Subject = { itemId: '' };
  const parts = id.split(MARK).slice(1);
  for (let n = 0; n + 1 < parts.length; n += 2) subject[parts[n] as (typeof TEXTS)[number]] = parts[n + 1];
  return subject;
}

import { InteractionType } from './generated/stars/v1/interaction.js';

const { INTERACTION_TYPE_DISLIKE: DISLIKE, INTERACTION_TYPE_UNDO_DISLIKE: UNDO } = InteractionType;

/** Whether events of this type are of an item, a category or a brand. */
export const isOfDislike = (type: number): boolean => type === DISLIKE || type === UNDO;

/** What an event is about: one of them has a text. */
export interface Subject {
  itemId: string;
  category?: string | undefined;
  brand?: string | undefined;
}

/** No id has one. */
const MARK = '\u0001';

/** What an event is about as the id of an item in a history. */
export function subjectId({ itemId, category, brand }: Subject): string {
  if (itemId !== '') return itemId;
  return category ? `${MARK}category${MARK}${category}` : `${MARK}brand${MARK}${brand}`;
}

/** The other way round. */
export function subjectOf(id: string): Subject {
  const [nothing, field, text] = id.startsWith(MARK) ? id.split(MARK) : [];
  return nothing === undefined ? { itemId: id } : { itemId: '', [field as 'category' | 'brand']: text };
}

/** What a user does not want to see. */
export interface Dislikes {
  items: string[];
  /** Levels of categories. */
  categories: string[];
  brands: string[];
}

/**
 * The dislikes that were not undone later, in whatever order the events arrived; of equal times, the dislike counts.
 * Undefined for a user without dislikes. @param events Their `itemId` is a `subjectId`.
 */
export function dislikesOf(events: readonly { itemId: string; type: number; time: number }[]): Dislikes | undefined {
  if (!events.some(({ type }) => type === DISLIKE)) return undefined;
  const latest = { [DISLIKE]: new Map<string, number>(), [UNDO]: new Map<string, number>() };
  for (const { itemId, type, time } of events) {
    if (type !== DISLIKE && type !== UNDO) continue;
    latest[type].set(itemId, Math.max(time, latest[type].get(itemId) ?? time));
  }
  const left = [...latest[DISLIKE]].filter(([id, time]) => !(latest[UNDO].get(id)! > time));
  const subjects = left.map(([id]) => subjectOf(id));
  const textsOf = (field: keyof Subject): string[] => subjects.flatMap((subject) => subject[field] || []);
  return { items: textsOf('itemId'), categories: textsOf('category'), brands: textsOf('brand') };
}

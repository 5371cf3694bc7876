import { type Subject, subjectOf } from './event-subject.js';
import { InteractionType } from './generated/stars/v1/interaction.js';

const {
  INTERACTION_TYPE_DISLIKE: DISLIKE,
  INTERACTION_TYPE_UNDO_DISLIKE: UNDO,
  INTERACTION_TYPE_RATING: RATING,
} = InteractionType;

/** Whether events of this type are of an item, a category or a brand. */
export const isOfDislike = (type: number): boolean => type === DISLIKE || type === UNDO;

/** What a user does not want to see. */
export interface Dislikes {
  items: string[];
  /** Levels of categories. */
  categories: string[];
  brands: string[];
}

/**
 * The dislikes that were not undone later, also by a rating, in whatever order the events arrived; of equal times, the dislike counts.
 * Undefined for a user without dislikes. @param events Their `itemId` is a `subjectId`, their type a `countedType`.
 */
export function dislikesOf(events: readonly { itemId: string; type: number; time: number }[]): Dislikes | undefined {
  if (!events.some(({ type }) => type === DISLIKE)) return undefined;
  const latest = { [DISLIKE]: new Map<string, number>(), [UNDO]: new Map<string, number>() };
  for (const { itemId, type, time } of events) {
    if (type !== RATING && !isOfDislike(type)) continue;
    const of = latest[type === DISLIKE ? DISLIKE : UNDO];
    of.set(itemId, Math.max(time, of.get(itemId) ?? time));
  }
  const left = [...latest[DISLIKE]].filter(([id, time]) => !(latest[UNDO].get(id)! > time));
  const subjects = left.map(([id]) => subjectOf(id));
  const textsOf = (field: keyof Subject): string[] => subjects.flatMap((subject) => subject[field] || []);
  return { items: textsOf('itemId'), categories: textsOf('category'), brands: textsOf('brand') };
}

import { isOfDislike } from './dislikes.js';
import { InteractionType } from './generated/stars/v1/interaction.js';
import { isIdentify } from './strangers.js';

const TAKEN_BACK: Readonly<Partial<Record<number, InteractionType>>> = {
  [InteractionType.INTERACTION_TYPE_REFUND]: InteractionType.INTERACTION_TYPE_PURCHASE,
  [InteractionType.INTERACTION_TYPE_REMOVE_FROM_CART]: InteractionType.INTERACTION_TYPE_ADD_TO_CART,
};

/** The type that events of this type take back: a refund a purchase. Undefined for an event that takes nothing back. */
const takenBackBy = (type: number): InteractionType | undefined => TAKEN_BACK[type];

/** Whether events of this type say what a user engaged with. The others take that back, or say what the user does not want, or who it is. */
export const isEngagement = (type: number): boolean =>
  takenBackBy(type) === undefined && !isOfDislike(type) && !isIdentify({ type });

/** How `standingPlaces` reads events that lie in columns. */
export interface EventColumns {
  /** Ids or numbers. */
  itemAt(place: number): string | number;
  typeAt(place: number): number;
  /** Milliseconds. */
  timeAt(place: number): number;
}

/**
 * The places of the engagements that stand, of one user: without those that were taken back. An event takes back the last one of its item
 * that is no later. So the result is the same in whatever order the events arrived.
 * @param places In ascending order of time. They come back as they are where all are engagements.
 */
export function standingPlaces(places: ArrayLike<number>, { itemAt, typeAt, timeAt }: EventColumns): ArrayLike<number> {
  let engagements = 0;
  // Most users have no others: their places are not copied.
  while (engagements < places.length && isEngagement(typeAt(places[engagements]!))) engagements++;
  if (engagements === places.length) return places;
  const all = Array.from(places);
  const takes = (place: number): boolean => takenBackBy(typeAt(place)) !== undefined;
  // Of equal times, what may be taken back comes first.
  const order = all.toSorted((a, b) => timeAt(a) - timeAt(b) || Number(takes(a)) - Number(takes(b)));
  const open = new Map<string, number[]>();
  const gone = new Set<number>();
  for (const place of order) {
    const type = takenBackBy(typeAt(place));
    const key = `${type ?? typeAt(place)} ${itemAt(place)}`;
    if (type === undefined) {
      const ofItem = open.get(key);
      if (ofItem) ofItem.push(place);
      else open.set(key, [place]);
      continue;
    }
    gone.add(place);
    const taken = open.get(key)?.pop();
    if (taken !== undefined) gone.add(taken);
  }
  return all.filter((place) => !gone.has(place) && isEngagement(typeAt(place)));
}

/** The engagements of one user that stand: see `standingPlaces`. @param events Oldest first */
export function standingEvents<Event extends { itemId: string; type: number; time: number }>(
  events: readonly Event[],
): readonly Event[] {
  if (events.every(({ type }) => isEngagement(type))) return events;
  const places = standingPlaces([...events.keys()], {
    itemAt: (place) => events[place]!.itemId,
    typeAt: (place) => events[place]!.type,
    timeAt: (place) => events[place]!.time,
  });
  return Array.from(places, (place) => events[place]!);
}

import { isOfDislike } from './dislikes.js';
import { isBrowsing } from './event-subject.js';
import { InteractionType } from './generated/stars/v1/interaction.js';
import { isIdentify } from './identify.js';

const {
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_DISLIKE: DISLIKE,
  INTERACTION_TYPE_RATING: RATING,
} = InteractionType;

const TAKEN_BACK: Readonly<Partial<Record<number, InteractionType>>> = {
  [InteractionType.INTERACTION_TYPE_REFUND]: InteractionType.INTERACTION_TYPE_PURCHASE,
  [InteractionType.INTERACTION_TYPE_REMOVE_FROM_CART]: InteractionType.INTERACTION_TYPE_ADD_TO_CART,
  // The latest judgement of an item counts.
  [RATING]: RATING,
  [DISLIKE]: RATING,
};

/** The type that events of this type take back: a refund a purchase. Undefined for an event that takes nothing back. */
const takenBackBy = (type: number): InteractionType | undefined => TAKEN_BACK[type];

/**
 * Whether events of this type say what a user engaged with, and take nothing back. A rating does both. The others take something back, or
 * are of no item that the user engaged with, or say who it is.
 */
export const isEngagement = (type: number): boolean =>
  takenBackBy(type) === undefined && !isOfDislike(type) && !isBrowsing(type) && !isIdentify({ type });

/** Whether events of this type stand, unless they are taken back. */
export const canStand = (type: number): boolean => isEngagement(type) || type === RATING;

/** The type as which an event that stands counts: a rating as a view. */
export const standingType = (type: InteractionType): InteractionType => (type === RATING ? VIEW : type);

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
 * that is no later. So the result is the same in whatever order the events arrived. Of the ratings of an item the last one stands, if no
 * dislike followed; `standingType` says as what.
 * @param places In ascending order of time. They come back as they are where all are engagements.
 */
export function standingPlaces(places: ArrayLike<number>, { itemAt, typeAt, timeAt }: EventColumns): ArrayLike<number> {
  let engagements = 0;
  // Most users have no others: their places are not copied.
  while (engagements < places.length && isEngagement(typeAt(places[engagements]!))) engagements++;
  if (engagements === places.length) return places;
  const all = Array.from(places);
  const takes = (place: number): boolean => !canStand(typeAt(place));
  // Of equal times, what may be taken back comes first.
  const order = all.toSorted((a, b) => timeAt(a) - timeAt(b) || Number(takes(a)) - Number(takes(b)));
  const open = new Map<string, number[]>();
  const gone = new Set<number>();
  for (const place of order) {
    const type = typeAt(place);
    const taken = takenBackBy(type);
    const key = `${taken ?? type} ${itemAt(place)}`;
    if (taken !== undefined) {
      const last = open.get(key)?.pop();
      if (last !== undefined) gone.add(last);
    }
    if (!canStand(type)) continue;
    const ofItem = open.get(key);
    if (ofItem) ofItem.push(place);
    else open.set(key, [place]);
  }
  return all.filter((place) => !gone.has(place) && canStand(typeAt(place)));
}

/** The engagements of one user that stand, with the type as which they count: see `standingPlaces`. @param events Oldest first */
export function standingEvents<Event extends { itemId: string; type: InteractionType; time: number }>(
  events: readonly Event[],
): readonly Event[] {
  if (events.every(({ type }) => isEngagement(type))) return events;
  const places = standingPlaces([...events.keys()], {
    itemAt: (place) => events[place]!.itemId,
    typeAt: (place) => events[place]!.type,
    timeAt: (place) => events[place]!.time,
  });
  return Array.from(places, (place) => ({ ...events[place]!, type: standingType(events[place]!.type) }));
}

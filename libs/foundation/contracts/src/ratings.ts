import { InteractionType } from './generated/stars/v1/interaction.js';

/** The scale of ratings. */
export const RATINGS = { worst: 1, best: 5 } as const;

/** A rating from here on is one of who likes the item. */
const LIKED = 3;

/**
 * The type as which an event counts and is kept: a rating below 3 is a dislike of the item. The others stay ratings, because a later
 * rating or dislike of the item takes their place (see `standingPlaces`).
 */
export const countedType = ({ type, value }: { type: InteractionType; value?: number | undefined }): InteractionType =>
  type === InteractionType.INTERACTION_TYPE_RATING && !(value! >= LIKED)
    ? InteractionType.INTERACTION_TYPE_DISLIKE
    : type;

import { StarsError } from '@stars/errors';

/** Where an export goes on. */
export type ExportPlace =
  | { in: 'profile' }
  /** `topic` is empty for the first; `from` has partitions with their next offsets. */
  | { in: 'bus'; topic: string; from: [number, number][] }
  /** The last day and kind that was read; empty for none. */
  | { in: 'archive'; after: string };

export const FIRST_PLACE: ExportPlace = { in: 'profile' };

export const writePlace = (place: ExportPlace): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Errors: `STARS_INVALID_FIELD` of `page_token`. */
export function readPlace(token: string): ExportPlace {
  try {
    const place = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (place.in === 'archive' && typeof place.after === 'string') return { in: 'archive', after: place.after };
    if (place.in === 'bus' && typeof place.topic === 'string' && place.from.every(isPosition)) {
      return { in: 'bus', topic: place.topic, from: place.from };
    }
  } catch {
    // Said below.
  }
  throw new StarsError('STARS_INVALID_FIELD', 'page_token is no next_page_token of this call', { field: 'page_token' });
}

const isPosition = (pair: unknown): boolean =>
  Array.isArray(pair) && pair.length === 2 && pair.every((each) => Number.isSafeInteger(each) && each >= 0);

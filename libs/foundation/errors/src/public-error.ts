import { isStarsError, type StarsErrorCode } from './stars-error.js';

export interface PublicError {
  code: StarsErrorCode;
  field?: string;
  message: string;
}

/** What a caller may know of an error: a coded one as it is, any other only that it happened. */
export function publicError(error: unknown): PublicError {
  if (!isStarsError(error)) return { code: 'STARS_INTERNAL', message: 'something went wrong on our side' };
  return { code: error.code, message: error.message, ...(error.field ? { field: error.field } : {}) };
}

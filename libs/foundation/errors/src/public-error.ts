import { isStarsError, type StarsErrorCode } from './stars-error.js';

export interface PublicError {
  code: StarsErrorCode;
  field?: string;
  message: string;
}

/** The public part of an error: a coded error as it is, any other without its details. */
export function publicError(error: unknown): PublicError {
  if (!isStarsError(error)) return { code: 'STARS_INTERNAL', message: 'something went wrong on our side' };
  return { code: error.code, message: error.message, ...(error.field ? { field: error.field } : {}) };
}

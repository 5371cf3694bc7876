import { isStarsError, StarsError, type StarsErrorCode } from './stars-error.js';

/** An error on its way between threads: a `StarsError` would lose its code. */
export interface SentError {
  code?: StarsErrorCode;
  field?: string;
  message: string;
}

/** For another thread. An error without a code keeps its text alone. */
export function sentError(error: unknown): SentError {
  if (!isStarsError(error)) return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const { code, field, message } = error;
  return { code, message, ...(field === undefined ? {} : { field }) };
}

/** The error as it was; one without a code is `STARS_INTERNAL`. */
export function receivedError({ code = 'STARS_INTERNAL', field, message }: SentError): StarsError {
  return new StarsError(code, message, field === undefined ? {} : { field });
}

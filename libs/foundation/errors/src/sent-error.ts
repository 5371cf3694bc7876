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

/** The error as it was. One without a code has none here either: what it says is for the log alone. */
export function receivedError({ code, field, message }: SentError): Error {
  if (code === undefined) return new Error(message);
  return new StarsError(code, message, field === undefined ? {} : { field });
}

import { isStarsError, type StarsErrorCode } from './stars-error.js';

export interface PublicError {
  code: StarsErrorCode;
  field?: string;
  message: string;
}

const ids = new WeakMap<object, string>();

/** By which a person finds an error without a code in the log: the same for each call with the same error. */
export function internalId(error: unknown): string {
  const key = typeof error === 'object' && error !== null ? error : Object(String(error));
  const id = ids.get(key) ?? crypto.randomUUID().slice(0, 8);
  ids.set(key, id);
  return id;
}

/** The public part of an error: a coded error as it is, any other without its details, with its `internalId`. */
export function publicError(error: unknown): PublicError {
  if (!isStarsError(error)) {
    return {
      code: 'STARS_INTERNAL',
      message: `something went wrong on our side; the log has it as ${internalId(error)}`,
    };
  }
  return { code: error.code, message: error.message, ...(error.field ? { field: error.field } : {}) };
}

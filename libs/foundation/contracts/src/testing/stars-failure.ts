import { isStarsError } from '@stars/errors';

/** What a call failed with, as `code field`; fails the test where it did not, or not with a StarsError. */
export function failureOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!isStarsError(error)) throw error;
    return error.field === undefined ? error.code : `${error.code} ${error.field}`;
  }
  throw new Error('Expected a StarsError, and none was thrown.');
}

import { isStarsError } from '@stars/errors';

/** The failure of a call, as `code field`; fails the test if the call did not fail with a StarsError. */
export function failureOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!isStarsError(error)) throw error;
    return error.field === undefined ? error.code : `${error.code} ${error.field}`;
  }
  throw new Error('Expected a StarsError, and none was thrown.');
}

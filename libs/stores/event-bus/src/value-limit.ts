import { StarsError } from '@stars/errors';

/** Limit of a message's value. */
export const MAX_VALUE_BYTES = 8 * 1024 * 1024;

/** Errors: `STARS_TOO_LARGE`. */
export function checkValue({ byteLength }: Uint8Array): void {
  if (byteLength <= MAX_VALUE_BYTES) return;
  throw new StarsError('STARS_TOO_LARGE', `a value of ${byteLength} bytes is over ${MAX_VALUE_BYTES}`);
}

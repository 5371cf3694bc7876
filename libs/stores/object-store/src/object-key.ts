import { StarsError } from '@stars/errors';

/** ASCII, so that the order of keys is the same everywhere, and no character that a file system or a URL treats apart. */
const SEGMENT = /^[A-Za-z0-9_=%@+,.-]{1,200}$/;
/** S3 allows 1,024 bytes, of which a prefix takes some. */
const KEY_CHARS = 800;

/**
 * Checks a key: segments of 1 to 200 of the characters `A-Za-z0-9_=%@+,.-`, not beginning with a dot, with `/` between them.
 * Errors: `STARS_INVALID_FIELD`.
 */
export function checkKey(key: string): void {
  const good = key.length <= KEY_CHARS && key.split('/').every((part) => SEGMENT.test(part) && !part.startsWith('.'));
  if (!good) throw new StarsError('STARS_INVALID_FIELD', `${JSON.stringify(key)} is no key of an object`);
}

import { problem } from '../field-problem.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';

/** A time zone, as the IANA database names it. It may be empty. */
export const timeZone = kind.also(kind.line(LIMITS.nameChars), (name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name || 'UTC' });
  } catch {
    throw problem('STARS_INVALID_FIELD', 'is no time zone, such as Europe/Berlin');
  }
});

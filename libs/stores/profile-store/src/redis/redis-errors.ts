import { isStarsError, StarsError } from '@stars/errors';

/** How a server's refusal begins: a word of capitals. What failed on the way here does not. */
const REFUSAL = /^([A-Z]{2,}) /;

const NOT_ALLOWED = new Set(['NOAUTH', 'NOPERM', 'WRONGPASS']);

/** Said by a server that is starting, failing over, out of memory or unable to write to its disk: later it may. */
const NOT_NOW = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
]);

/** Said of a value above the server's limit, by Redis and by services that speak its protocol. */
const TOO_LARGE = /invalid bulk length|exceeds maximum allowed size|max request size/;

export const saysNoScript = (error: unknown): boolean => error instanceof Error && error.message.startsWith('NOSCRIPT');

/** True for a refusal that no waiting will change: wrong credentials. */
export const saysNotAllowed = (error: unknown): boolean => NOT_ALLOWED.has(wordOf(error));

/** The coded error for what a call of the client threw. */
export function codedError(error: unknown): StarsError {
  if (isStarsError(error)) return error;
  const word = wordOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (NOT_ALLOWED.has(word)) {
    return new StarsError('STARS_CONFIG_INVALID', `Redis does not let us in: ${message}`, { cause: error });
  }
  if (TOO_LARGE.test(message)) {
    return new StarsError('STARS_TOO_LARGE', `Redis refuses a value: ${message}`, { cause: error });
  }
  if (word !== '' && !NOT_NOW.has(word)) {
    return new StarsError('STARS_INTERNAL', `Redis refuses a command: ${message}`, { cause: error });
  }
  return new StarsError('STARS_UNAVAILABLE', word === '' ? 'Redis is away' : `Redis says: ${message}`, {
    cause: error,
  });
}

function wordOf(error: unknown): string {
  return error instanceof Error ? (REFUSAL.exec(error.message)?.[1] ?? '') : '';
}

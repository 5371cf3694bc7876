import { isStarsError, StarsError, type StarsErrorCode } from '@stars/errors';
import type { BusMessage, PoisonMessage } from './port.js';
import { poisonOf } from './read-messages.js';

/**
 * What a handler's error says about its messages. `away`: nothing is wrong with them, a store is away or must be mended.
 * `refused`: one of them will never be taken. `unknown`: nobody knows.
 */
export type FailureKind = 'away' | 'refused' | 'unknown';

/** A row for each code, so that a new code does not compile without a decision. */
const KINDS: Record<StarsErrorCode, FailureKind> = {
  STARS_FIELD_REQUIRED: 'refused',
  STARS_INVALID_FIELD: 'refused',
  STARS_UNKNOWN_TYPE: 'refused',
  STARS_INVALID_TIME: 'refused',
  STARS_TIME_AHEAD: 'refused',
  STARS_TIME_BEHIND: 'refused',
  STARS_TOO_LARGE: 'refused',
  STARS_OUT_OF_RANGE: 'refused',
  STARS_UNKNOWN_FILTER_FIELD: 'refused',
  STARS_POISON_MESSAGE: 'refused',
  STARS_SIGNATURE_INVALID: 'refused',
  STARS_UNREADABLE_FILE: 'away',
  STARS_DIGEST_MISMATCH: 'away',
  STARS_MODEL_CORRUPT: 'away',
  STARS_MODEL_OUTDATED: 'away',
  STARS_MODEL_NOT_READY: 'away',
  STARS_NOT_ENOUGH_DATA: 'away',
  // A collection of vectors or a model that is not there any more: no message is at fault.
  STARS_NOT_FOUND: 'away',
  STARS_METHOD_NOT_ALLOWED: 'unknown',
  STARS_CONFLICT: 'unknown',
  // A credential must be mended.
  STARS_UNAUTHENTICATED: 'away',
  STARS_PERMISSION_DENIED: 'away',
  STARS_UNPROTECTED: 'away',
  STARS_PORT_IN_USE: 'away',
  STARS_DISK_FULL: 'away',
  STARS_UNAVAILABLE: 'away',
  STARS_DEADLINE_EXCEEDED: 'away',
  STARS_OVERLOADED: 'away',
  STARS_LIMIT_REACHED: 'away',
  STARS_CONFIG_INVALID: 'away',
  STARS_USAGE: 'unknown',
  STARS_INTERNAL: 'unknown',
};

export const failureKind = (error: unknown): FailureKind => (isStarsError(error) ? KINDS[error.code] : 'unknown');

/** A message that fails with this error even alone. If nobody knows why, it may work later. */
export function poisonAlone(message: BusMessage, error: unknown): PoisonMessage {
  const text = error instanceof Error ? error.message : String(error);
  const coded = isStarsError(error) ? error : new StarsError('STARS_INTERNAL', text);
  return { ...poisonOf(message, coded), retryable: failureKind(error) === 'unknown' };
}

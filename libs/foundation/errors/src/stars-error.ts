import { redact } from './redaction.js';

/**
 * Every error that leaves a library or an API has one of these codes. Codes are
 * part of the API: they never change their meaning; new ones may come.
 */
export type StarsErrorCode =
  /** A required field is missing or empty. */
  | 'STARS_FIELD_REQUIRED'
  /** A field has the wrong type or shape. */
  | 'STARS_INVALID_FIELD'
  /** An enum field has an undefined value. */
  | 'STARS_UNKNOWN_TYPE'
  /** A time that is not a time, or lies outside what can be stored. */
  | 'STARS_INVALID_TIME'
  /** The time of an event is further ahead of the clock than is allowed: the clock that made it is wrong. */
  | 'STARS_TIME_AHEAD'
  /** The time of an event is further behind the clock than is allowed: the clock that made it is wrong. */
  | 'STARS_TIME_BEHIND'
  /** A text, list or message is longer than its bound. */
  | 'STARS_TOO_LARGE'
  /** A number lies outside its bounds. */
  | 'STARS_OUT_OF_RANGE'
  /** A filter names a field that no catalogue item has. */
  | 'STARS_UNKNOWN_FILTER_FIELD'
  /** A message on the bus that can never be processed. */
  | 'STARS_POISON_MESSAGE'
  /** A message that switches models, changes surfaces or rules, corrects tags or deletes somebody has no signature of a key that this system knows. */
  | 'STARS_SIGNATURE_INVALID'
  /** A file that cannot be read as what it claims to be. */
  | 'STARS_UNREADABLE_FILE'
  /** A downloaded or stored file differs from its digest. */
  | 'STARS_DIGEST_MISMATCH'
  /** A model's file is missing, truncated or altered. */
  | 'STARS_MODEL_CORRUPT'
  /** A model of an older version of STARS, which this one cannot read: train again. */
  | 'STARS_MODEL_OUTDATED'
  /** There is no model to serve yet. */
  | 'STARS_MODEL_NOT_READY'
  /** There is not enough data for what was asked. */
  | 'STARS_NOT_ENOUGH_DATA'
  /** What was asked for does not exist. */
  | 'STARS_NOT_FOUND'
  /** Somebody else has changed it since the caller read it: read it again, then decide. */
  | 'STARS_CONFLICT'
  /** The call names no valid key, token or certificate. */
  | 'STARS_UNAUTHENTICATED'
  /** The caller is known, but may not make this call, or not for this tenant. */
  | 'STARS_PERMISSION_DENIED'
  /** The path is there, but not for this HTTP method. */
  | 'STARS_METHOD_NOT_ALLOWED'
  /** Another process listens on the port. */
  | 'STARS_PORT_IN_USE'
  /** The disk is full. */
  | 'STARS_DISK_FULL'
  /** A store or server is away. */
  | 'STARS_UNAVAILABLE'
  /** It took longer than the caller allows. */
  | 'STARS_DEADLINE_EXCEEDED'
  /** A limit of concurrent or queued work was reached. */
  | 'STARS_OVERLOADED'
  /** The caller or the tenant has asked for more than its limit allows. */
  | 'STARS_LIMIT_REACHED'
  /** Others than this machine could reach the API, and it would ask nobody who they are. */
  | 'STARS_UNPROTECTED'
  /** The configuration is wrong or incomplete. */
  | 'STARS_CONFIG_INVALID'
  /** The command line cannot be understood. */
  | 'STARS_USAGE'
  /** An unexpected error: a fault of STARS. */
  | 'STARS_INTERNAL';

/**
 * Errors that pass by themselves: a server comes back, queued work gets done, the next answer is faster. The other codes
 * need an action first (another request, space on the disk, a trained model), or will never work.
 */
const PASSING: ReadonlySet<StarsErrorCode> = new Set([
  'STARS_UNAVAILABLE',
  'STARS_OVERLOADED',
  'STARS_LIMIT_REACHED',
  'STARS_DEADLINE_EXCEEDED',
]);

export interface StarsErrorOptions {
  /** Path of the offending field, such as `interactions[3].user_id`. */
  field?: string;
  cause?: unknown;
}

/** An error with a stable `code` and, for bad input, the `field` it is about. Its message has no secrets, whoever said it. */
export class StarsError extends Error {
  readonly code: StarsErrorCode;
  readonly field: string | undefined;

  constructor(code: StarsErrorCode, message: string, options: StarsErrorOptions = {}) {
    super(redact(message), { cause: options.cause });
    this.name = 'StarsError';
    this.code = code;
    this.field = options.field === undefined ? undefined : redact(options.field);
  }

  /** Whether the same call, made again a moment later, may succeed. */
  get canRetry(): boolean {
    return PASSING.has(this.code);
  }
}

/** A store refused some parts of a call for good, because of what is in them. It may have stored the other parts. */
export class RefusedError extends StarsError {
  /** @param keys Of the refused parts, as messages on the bus have them: `tenant/id` */
  constructor(
    code: StarsErrorCode,
    message: string,
    readonly keys: readonly string[],
    options: StarsErrorOptions = {},
  ) {
    super(code, message, options);
  }
}

/** A caller or a tenant asks for more than its limit. */
export class LimitReachedError extends StarsError {
  /** @param retryAfterMs when the next call may succeed */
  constructor(
    message: string,
    readonly retryAfterMs: number,
  ) {
    super('STARS_LIMIT_REACHED', message);
  }
}

/** True for a StarsError, also one from another copy of this package. */
export function isStarsError(error: unknown): error is StarsError {
  return error instanceof Error && error.name === 'StarsError' && 'code' in error;
}

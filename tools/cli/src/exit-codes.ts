import type { StarsErrorCode } from '@stars/errors';

/** Exit codes of the process. */
export const EXIT = { ok: 0, failed: 1, usage: 2, badData: 3, unavailable: 4, interrupted: 130 } as const;

export const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'Done.',
  failed: 'Failed: tests failed, or an unexpected error.',
  usage: 'The command line or the configuration cannot be understood.',
  badData: 'Bad input: a file, row, field or model that cannot be used.',
  unavailable:
    'Something is unavailable for now: a port is in use, the disk is full, a server is away, there is no model yet, or another run works on the same data folder.',
  interrupted: 'Stopped by Ctrl-C or a supervisor.',
};

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_CODE: Record<StarsErrorCode, ExitCode> = {
  STARS_USAGE: EXIT.usage,
  STARS_CONFIG_INVALID: EXIT.usage,
  STARS_UNPROTECTED: EXIT.usage,
  STARS_UNAUTHENTICATED: EXIT.usage,
  STARS_PERMISSION_DENIED: EXIT.usage,
  STARS_FIELD_REQUIRED: EXIT.badData,
  STARS_INVALID_FIELD: EXIT.badData,
  STARS_UNKNOWN_TYPE: EXIT.badData,
  STARS_INVALID_TIME: EXIT.badData,
  STARS_TIME_AHEAD: EXIT.badData,
  STARS_TIME_BEHIND: EXIT.badData,
  STARS_TOO_LARGE: EXIT.badData,
  STARS_OUT_OF_RANGE: EXIT.badData,
  STARS_UNKNOWN_FILTER_FIELD: EXIT.badData,
  STARS_POISON_MESSAGE: EXIT.badData,
  STARS_UNREADABLE_FILE: EXIT.badData,
  STARS_SIGNATURE_INVALID: EXIT.badData,
  STARS_DIGEST_MISMATCH: EXIT.badData,
  STARS_MODEL_CORRUPT: EXIT.badData,
  STARS_MODEL_OUTDATED: EXIT.badData,
  STARS_NOT_ENOUGH_DATA: EXIT.badData,
  STARS_NOT_FOUND: EXIT.badData,
  STARS_CONFLICT: EXIT.badData,
  STARS_METHOD_NOT_ALLOWED: EXIT.badData,
  STARS_MODEL_NOT_READY: EXIT.unavailable,
  STARS_PORT_IN_USE: EXIT.unavailable,
  STARS_DISK_FULL: EXIT.unavailable,
  STARS_UNAVAILABLE: EXIT.unavailable,
  STARS_DEADLINE_EXCEEDED: EXIT.unavailable,
  STARS_OVERLOADED: EXIT.unavailable,
  STARS_LIMIT_REACHED: EXIT.unavailable,
  STARS_INTERNAL: EXIT.failed,
};

/** The exit code for an error code; 1 for an unknown code of a newer server. */
export function exitCodeOf(code: string): ExitCode {
  return BY_CODE[code as StarsErrorCode] ?? EXIT.failed;
}

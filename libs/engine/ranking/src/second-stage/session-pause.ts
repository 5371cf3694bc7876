/** Events without a session id belong to one session until the user pauses for longer than this (ms): a night, by any time zone. */
export const SESSION_PAUSE_MS = 8 * 3_600_000;

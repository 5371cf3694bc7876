/** Why a call failed. */
export class StarsError extends Error {
  override readonly name = 'StarsError';
  /**
   * @param code Stable: `STARS_…`. Where the server could not say it, `STARS_UNAVAILABLE` (no answer) or `STARS_DEADLINE_EXCEEDED` (not in time).
   * @param field The path of the wrong field, such as `interactions[1].user_id`
   * @param status Of HTTP; 0 if there was no answer
   */
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | undefined,
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
  }

  /** For a log: JSON leaves the message of an error out. */
  toJSON(): { code: string; message: string; field: string | undefined; status: number } {
    const { code, message, field, status } = this;
    return { code, message, field, status };
  }
}

/** Codes for answers that are not of STARS: a proxy before it has none. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'STARS_UNAUTHENTICATED',
  403: 'STARS_PERMISSION_DENIED',
  404: 'STARS_NOT_FOUND',
  413: 'STARS_TOO_LARGE',
  429: 'STARS_LIMIT_REACHED',
  502: 'STARS_UNAVAILABLE',
  503: 'STARS_UNAVAILABLE',
  504: 'STARS_DEADLINE_EXCEEDED',
};

/** The error that an answer is. */
export function errorOf(status: number, body: string): StarsError {
  try {
    const { code, message, field } = (JSON.parse(body) as { error: { code: string; message: string; field?: string } })
      .error;
    return new StarsError(code, message, field, status);
  } catch {
    return new StarsError(CODE_OF_STATUS[status] ?? 'STARS_INTERNAL', `HTTP ${status}`, undefined, status);
  }
}

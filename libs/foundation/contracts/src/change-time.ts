/** Header of a message that says when what it tells of happened, ms since 1970. */
const TIME_HEADER = 'stars-time';

interface WithHeaders {
  headers: Readonly<Record<string, string>>;
}

/** Says when a change was made, so that whoever it reaches knows how long that took. */
export const madeAt = <M extends WithHeaders>(message: M, time: number): M => ({
  ...message,
  headers: { ...message.headers, [TIME_HEADER]: String(time) },
});

/** When the change was made, ms; undefined where the message does not say. */
export function timeOfChange({ headers }: Partial<WithHeaders>): number | undefined {
  const text = headers?.[TIME_HEADER];
  const time = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(time) ? time : undefined;
}

/** A message that another one gave rise to: made when that was, as far as it says. */
export function madeWith<M extends WithHeaders>(message: M, cause: WithHeaders): M {
  const time = timeOfChange(cause);
  return time === undefined ? message : madeAt(message, time);
}

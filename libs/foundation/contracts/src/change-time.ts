/** Header with the time at which the change of a message happened, ms since 1970. */
const TIME_HEADER = 'stars-time';

interface WithHeaders {
  headers: Readonly<Record<string, string>>;
}

/** Adds the time of a change, so that every consumer knows how long the change took to arrive. */
export const madeAt = <M extends WithHeaders>(message: M, time: number): M => ({
  ...message,
  headers: { ...message.headers, [TIME_HEADER]: String(time) },
});

/** When the change was made, ms; undefined if the message does not say. */
export function timeOfChange({ headers }: Partial<WithHeaders>): number | undefined {
  const text = headers?.[TIME_HEADER];
  const time = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(time) ? time : undefined;
}

/** A message that follows from another one, with the change time of that one if it has one. */
export function madeWith<M extends WithHeaders>(message: M, cause: WithHeaders): M {
  const time = timeOfChange(cause);
  return time === undefined ? message : madeAt(message, time);
}

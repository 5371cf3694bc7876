import type { SessionLog } from './session-log.js';

/** The items of all sessions (places in `item`) in ascending order of day: a counting sort, for days are few. @param sessionOf [N] */
export function byDay(log: SessionLog, sessionOf: Uint32Array): Uint32Array {
  const order = new Uint32Array(sessionOf.length);
  if (order.length === 0) return order;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of log.day) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  const starts = new Uint32Array(last - first + 2);
  for (const session of sessionOf) starts[log.day[session]! - first + 1]!++;
  for (let d = 1; d < starts.length; d++) starts[d]! += starts[d - 1]!;
  sessionOf.forEach((session, at) => {
    order[starts[log.day[session]! - first]!++] = at;
  });
  return order;
}

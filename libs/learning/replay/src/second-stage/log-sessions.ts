import { lowerBound } from '@stars/features';
import { MOST_SESSION_ITEMS, MOST_SESSIONS, SESSION_PAUSE_MS, type SessionItems } from '@stars/ranking';
import type { CountedEvents } from './counted-events.js';

/** The latest sessions of all users, of those with two items or more. @param before ms; later events do not count. */
export function logSessions({ log, itemOf, counts }: CountedEvents, before: number): SessionItems {
  const found: { end: number; items: number[] }[] = [];
  for (const user of log.users.keys()) {
    const from = log.userOffsets[user]!;
    const to = lowerBound(log.time, from, log.userOffsets[user + 1]!, before);
    let met = new Set<number>();
    let end = Number.NEGATIVE_INFINITY;
    const close = (): void => {
      if (met.size > 1) found.push({ end, items: [...met].slice(-MOST_SESSION_ITEMS) });
      met = new Set();
    };
    for (let row = from; row < to; row++) {
      const item = itemOf[log.item[row]!]!;
      if (item < 0 || !counts(row, user)) continue;
      if (log.time[row]! - end > SESSION_PAUSE_MS) close();
      met.add(item);
      end = log.time[row]!;
    }
    close();
  }
  const latest = found.sort((a, b) => a.end - b.end).slice(-MOST_SESSIONS);
  const offsets = new Uint32Array(latest.length + 1);
  latest.forEach(({ items }, n) => {
    offsets[n + 1] = offsets[n]! + items.length;
  });
  return { offsets, items: Int32Array.from(latest.flatMap(({ items }) => items)) };
}

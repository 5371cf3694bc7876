import { mapBounded } from '@stars/platform';
import type { RedisCommand, RedisLink } from './redis-link.js';
import type { RedisReply } from './redis-wire.js';

/** Commands sent at once. */
export const WINDOW = 500;
/** Windows that are under way at once for one call: together they bound its memory. */
export const WINDOWS = 4;

/** One command an item, by windows; answers in order. */
export function sendWindows<T>(
  link: RedisLink,
  items: readonly T[],
  command: (item: T) => RedisCommand,
): Promise<RedisReply[]> {
  return byWindows(items, (window) => link.exchange(window.map(command)));
}

/** The same for commands that are answered by a whole number each, such as those that write. */
export function writeWindows<T>(
  link: RedisLink,
  items: readonly T[],
  command: (item: T) => RedisCommand,
): Promise<number[]> {
  return byWindows(items, (window) => link.exchangeNumbers(window.map(command)));
}

async function byWindows<T, R>(items: readonly T[], send: (window: readonly T[]) => Promise<R[]>): Promise<R[]> {
  if (items.length <= WINDOW) return send(items);
  const starts = Array.from({ length: Math.ceil(items.length / WINDOW) }, (_, i) => i * WINDOW);
  const replies = await mapBounded(starts, WINDOWS, (from) => send(items.slice(from, from + WINDOW)));
  return replies.flat();
}

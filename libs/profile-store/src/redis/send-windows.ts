import { mapBounded } from '@stars/platform';
import type { RedisCommand, RedisLink } from './redis-link.js';
import type { RedisReply } from './redis-wire.js';

/** Commands sent at once. */
export const WINDOW = 500;
/** Windows that are under way at once for one call: together they bound its memory. */
const WINDOWS = 4;

/** One command an item, by windows; answers in order. */
export async function sendWindows<T>(
  link: RedisLink,
  items: readonly T[],
  command: (item: T) => RedisCommand,
): Promise<RedisReply[]> {
  if (items.length <= WINDOW) return link.exchange(items.map(command));
  const starts = Array.from({ length: Math.ceil(items.length / WINDOW) }, (_, i) => i * WINDOW);
  const replies = await mapBounded(starts, WINDOWS, (from) =>
    link.exchange(items.slice(from, from + WINDOW).map(command)),
  );
  return replies.flat();
}

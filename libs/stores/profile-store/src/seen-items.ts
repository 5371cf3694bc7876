import { InteractionType } from '@stars/contracts';
import { decodeHistory, emptyHistory, encodeHistory, type PackedHistory } from './history-codec.js';
import { unpackEvents } from './history-events.js';
import { leftAfter, mergeEvents } from './history-merge.js';
import { SEEN_LIMIT, SEEN_MS, type SeenItem, type UserDeletion } from './port.js';

/**
 * What a user saw, with more: in the format of a history, whose region is the surface. The result does not depend on the order of
 * arrival: the last `SEEN_LIMIT` of the last `SEEN_MS`. Undefined if nothing changes.
 * @param stored '' or absent bytes: nothing is stored. @param ignoredUntil Items seen until then count for nothing, ms.
 */
export function mergeSeen(
  stored: Uint8Array | undefined,
  items: readonly SeenItem[],
  ignoredUntil: number,
): Uint8Array | undefined {
  const type = InteractionType.INTERACTION_TYPE_UNSPECIFIED;
  const events = items.map(({ surface, ...item }) => ({ ...item, type, region: surface }));
  const { history, gained } = mergeEvents(historyOf(stored), events, ignoredUntil, SEEN_LIMIT);
  if (gained === 0) return undefined;
  return encodeHistory(leftAfter(history, { time: history.times.at(-1)! - SEEN_MS }));
}

/** What a deletion leaves; undefined: nothing. */
export function seenAfter(stored: Uint8Array, deletion: Omit<UserDeletion, 'userId'>): Uint8Array | undefined {
  const left = leftAfter(historyOf(stored), deletion);
  return left.times.length === 0 ? undefined : encodeHistory(left);
}

/** Oldest first. The id of an item is the hex of its hash. */
export const unpackSeen = (stored: Uint8Array | undefined): SeenItem[] =>
  unpackEvents(historyOf(stored)).map(({ eventId, itemId, time, region }) => ({
    ...{ eventId, itemId, time },
    surface: region,
  }));

const historyOf = (stored: Uint8Array | undefined): PackedHistory => (stored ? decodeHistory(stored) : emptyHistory());

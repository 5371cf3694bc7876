import { StarsError } from '@stars/errors';
import { backOffMs, pause } from '@stars/platform';
import type { RedisCommand, RedisLink } from './redis-link.js';

/** How often a change is tried against other writers of the same user. */
const MOST_TRIES = 200;
const PAUSES = { firstMs: 1, mostMs: 16 };

/**
 * Tries updates until no other writer comes before any of them. Errors: `STARS_OVERLOADED` if other writers kept coming first.
 * @param tryOnce Returns the updates that another writer came before. @param changed What writers change, for the error.
 */
export async function writeUnlocked<Update>(
  updates: readonly Update[],
  changed: string,
  tryOnce: (left: readonly Update[], tries: number) => Promise<Update[]>,
): Promise<void> {
  let left = updates;
  for (let tries = 1; left.length > 0; tries++) {
    left = await tryOnce(left, tries);
    if (tries === MOST_TRIES && left.length > 0) {
      throw new StarsError('STARS_OVERLOADED', `too many writers change ${changed} at once`);
    }
    if (left.length > 0) await pause(backOffMs(tries, PAUSES));
  }
}

/** Sends the commands of updates; of one without a command, nothing changes. Returns the updates that the server refused, with 0. */
export async function sendUpdates<Update>(
  link: RedisLink,
  updates: readonly Update[],
  commandOf: (update: Update, place: number) => RedisCommand | undefined,
): Promise<Update[]> {
  const sent = updates.flatMap((update, place) => {
    const command = commandOf(update, place);
    return command === undefined ? [] : [{ update, command }];
  });
  const replies = await link.exchange(sent, ({ command }) => command);
  return sent.filter((_, i) => replies[i] === 0).map(({ update }) => update);
}

import { StarsError } from '@stars/errors';
import { newForgetKey } from '../forgotten-user.js';
import { textOf } from './profile-fields.js';
import type { ProfileKeys } from './profile-keys.js';
import type { RedisLink } from './redis-link.js';

/** Increases with every change of keys or values that a program of before would misread. What is only new needs none. */
const LAYOUT = 1;

/**
 * Says in a new store which layout it has, and makes the key of its hashes; else reads the key.
 * Errors: `STARS_CONFIG_INVALID` if a later program has changed the layout.
 */
export async function openStoreFacts(link: RedisLink, keys: ProfileKeys): Promise<void> {
  const key = keys.forgetting;
  const ask = async (command: string, ...args: string[]) =>
    (await link.exchange([args], () => ({ key, args: [command, key, ...args] })))[0];
  const kept = async (field: string, value: string): Promise<string> => {
    const stored = (await ask('HGET', field)) as Buffer | null;
    if (stored !== null) return textOf(stored);
    await ask('HSETNX', field, value);
    return textOf((await ask('HGET', field)) as Buffer);
  };
  const layout = await kept('layout', String(LAYOUT));
  if (Number(layout) > LAYOUT) {
    const message = `the profiles in Redis have layout ${layout}, and this program knows ${LAYOUT}: update it`;
    throw new StarsError('STARS_CONFIG_INVALID', message);
  }
  keys.forgetKey = await kept('key', newForgetKey());
}

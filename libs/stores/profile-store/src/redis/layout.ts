import { StarsError } from '@stars/errors';
import type { ProfileKeys } from './profile-keys.js';
import type { RedisLink } from './redis-link.js';

/** Increases with every change of keys or values that a program of before would misread. What is only new needs none. */
const LAYOUT = 1;
const FIELD = 'layout';

/** Says in the store which layout it has. Errors: `STARS_CONFIG_INVALID` if a later program has changed it. */
export async function openLayout(link: RedisLink, keys: ProfileKeys): Promise<void> {
  const key = keys.forgetting;
  const ask = async (...args: [string, ...string[]]) =>
    (await link.exchange([args], ([command, ...rest]) => ({ key, args: [command, key, ...rest] })))[0];
  await ask('HSETNX', FIELD, String(LAYOUT));
  const stored = (await ask('HGET', FIELD)) as Buffer;
  if (Number(stored.toString()) <= LAYOUT) return;
  const message = `the profiles in Redis have layout ${stored}, and this program knows ${LAYOUT}: update it`;
  throw new StarsError('STARS_CONFIG_INVALID', message);
}

import { newForgetKey } from '../forgotten-user.js';
import { textOf } from './profile-fields.js';
import type { ProfileKeys } from './profile-keys.js';
import type { RedisLink } from './redis-link.js';

const KEY = 'key';

/** Reads the key of the store's hashes, and makes it in a new store. */
export async function openForgetKey(link: RedisLink, keys: ProfileKeys): Promise<void> {
  const key = keys.forgetting;
  const ask = async (...args: string[]) =>
    (await link.exchange([args], () => ({ key, args: [args[0]!, key, ...args.slice(1)] })))[0];
  const read = async (): Promise<Uint8Array | null> => (await ask('HGET', KEY)) as Buffer | null;
  let stored = await read();
  if (stored === null) {
    await ask('HSETNX', KEY, newForgetKey());
    stored = await read();
  }
  keys.forgetKey = textOf(stored!);
}

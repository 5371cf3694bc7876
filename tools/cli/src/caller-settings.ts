import type { ClientSettings } from '@stars/contracts';

/** Who `./stars` is to a server that runs: the API key in the environment, if there is one. */
export function callerSettings(): ClientSettings {
  const key = process.env['STARS_API_KEY'];
  return key ? { authorization: `Bearer ${key}` } : {};
}

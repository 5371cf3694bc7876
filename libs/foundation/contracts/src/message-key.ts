import { DEFAULT_TENANT } from './topics.js';

/** The tenant of a message: an empty one is the default. */
export const tenantOf = (tenantId: string): string => (tenantId === '' ? DEFAULT_TENANT : tenantId);

/** The bus's key of a user, an item or a region. A tenant has no "/", so that no two pairs share a key. */
export const messageKey = (tenantId: string, id: string): string => `${tenantOf(tenantId)}/${id}`;

/** The parts of a `messageKey`. */
export function partsOfKey(key: string): { tenantId: string; id: string } {
  const slash = key.indexOf('/');
  return { tenantId: key.slice(0, slash), id: key.slice(slash + 1) };
}

/** The key of a part of what a key is of: no id ends like it, so a compacted topic keeps both. */
export const keyOfPart = (key: string, part: string): string => `${key}\u0001${part}`;

import { hash32 } from './interaction-log.js';

/** Evenly spread over 32 bits: `hash32` alone hardly moves the upper ones of a short id. */
function place(userId: string): number {
  let hash = hash32(userId);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The order in which samples of users are drawn, by a hash of their ids. A sample is the first so many, so every process draws the
 * same one, and a new user moves at most one out.
 */
export const inSampleOrder = (a: string, b: string): number => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);

/** Places of the ids in that order: each id is hashed once. */
export function sampleOrder(ids: readonly string[]): Uint32Array {
  const hashes = Uint32Array.from(ids, place);
  return Uint32Array.from(ids.keys()).sort((a, b) => hashes[a]! - hashes[b]! || inSampleOrder(ids[a]!, ids[b]!));
}

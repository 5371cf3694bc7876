/** Hashes lie in [0, 2^52): whole numbers that a double holds exactly. */
export const ID_HASH_BITS = 52;

/**
 * A fast 52-bit hash of a message id (two 32-bit multiplicative lanes over UTF-16 units, then mixed).
 * Not cryptographic: equal hashes are only a hint, and the caller compares the ids.
 */
export function idHash(id: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (low >>> 12) * 4294967296 + (high >>> 0);
}

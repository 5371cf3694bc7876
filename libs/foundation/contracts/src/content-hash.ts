import { hash } from 'node:crypto';

const BYTES = 16;

/** 128 bits of SHA-256 in base64url, 22 characters: the identity of some content. */
export function contentHash(content: Uint8Array): string {
  // Not a substring of the whole hash's text, which would keep all of that text in memory.
  return hash('sha256', content, 'buffer').toString('base64url', 0, BYTES);
}

import { hash } from 'node:crypto';

/** 128 bits of SHA-256 in base64url, 22 characters: the identity of some content. */
export const contentHash = (content: Uint8Array): string => hash('sha256', content, 'base64url').slice(0, 22);

import { createHmac, type KeyObject, randomBytes } from 'node:crypto';

/** What an API key looks like: `stars_`, its id, and 32 random bytes as base64url. */
const TOKEN = /^stars_([0-9a-f]{12})_[\w-]{43}$/;

/** A new API key. Its id may be seen, the token may not. */
export function newToken(): { id: string; token: string } {
  const id = randomBytes(6).toString('hex');
  return { id, token: `stars_${id}_${randomBytes(32).toString('base64url')}` };
}

/** The id of an API key; undefined if the text is none. */
export const tokenId = (token: string): string | undefined => TOKEN.exec(token)?.[1];

/** What is stored of an API key. Its secret has 256 random bits, so that a fast hash keeps it: nobody can try them all. */
export const hashOf = (token: string, secret: KeyObject): Buffer => createHmac('sha256', secret).update(token).digest();

import { createHmac, timingSafeEqual } from 'node:crypto';
import { StarsError } from '@stars/errors';
import { Secret } from '@stars/platform';

/** `TIME.MAC`: ms since 1970, and HMAC-SHA-256 in base64url. */
export const SIGNATURE_HEADER = 'stars-signature';

/** A key has at least so many characters: `openssl rand -base64 32` gives 44. */
const KEY_CHARS = 24;

export interface SignedParts {
  /** As on the broker, so that nothing passes from one prefix to another. */
  topic: string;
  key: string | Buffer;
  value: Uint8Array;
}

/** Signs messages with the first of some keys, and knows messages that any of them signed. */
export class ControlKeys {
  readonly #secret: Secret;
  #text = '';
  #keys: string[] = [];

  /** @param keys with white space or commas between them. Errors: `STARS_CONFIG_INVALID` for none, or one that is too short. */
  constructor(keys: string | Secret) {
    this.#secret = Secret.of(keys);
    const problem = problemOf(keysIn(this.#secret.read()));
    if (problem !== undefined) throw new StarsError('STARS_CONFIG_INVALID', problem, { field: 'STARS_CONTROL_KEY' });
  }

  /** The value of the header for a message that is signed now. */
  sign(parts: SignedParts, timeMs: number): string {
    const time = String(timeMs);
    return `${time}.${macOf(this.#now()[0]!, parts, time)}`;
  }

  /** When the message was signed, ms; undefined if no key of now has signed exactly this. */
  timeOf(parts: SignedParts, signature: string): number | undefined {
    const [, time, mac] = /^([1-9]\d{0,15})\.([\w-]{43})$/.exec(signature) ?? [];
    if (time === undefined || mac === undefined) return undefined;
    // As text: several texts are the same bytes in base64.
    const isOf = (key: string) => timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, parts, time)));
    return this.#now().some(isOf) ? Number(time) : undefined;
  }

  /** The keys that the file has now, unless it is wrong now. */
  #now(): readonly string[] {
    const text = this.#secret.read();
    if (text !== this.#text) {
      const keys = keysIn(text);
      if (problemOf(keys) === undefined) this.#keys = keys;
      this.#text = text;
    }
    return this.#keys;
  }
}

const keysIn = (text: string): string[] => text.split(/[\s,]+/).filter((key) => key !== '');

function problemOf(keys: readonly string[]): string | undefined {
  if (keys.length === 0) return 'STARS_CONTROL_KEY has no key';
  if (keys.some(({ length }) => length < KEY_CHARS)) return `a key needs ${KEY_CHARS} characters or more`;
  return undefined;
}

/** Each part goes in with its length: no two messages give the same bytes. */
function macOf(secret: string, { topic, key, value }: SignedParts, time: string): string {
  const hmac = createHmac('sha256', secret);
  for (const part of ['stars-control-1', topic, key, time]) {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hmac.update(length).update(bytes);
  }
  return hmac.update(value).digest('base64url');
}

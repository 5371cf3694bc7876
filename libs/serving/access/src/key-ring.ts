import { timingSafeEqual } from 'node:crypto';
import { StarsError } from '@stars/errors';
import type { Caller } from './caller.js';
import { hashOf, tokenId } from './key-token.js';
import type { KeysDocument, StoredKey } from './keys-document.js';
import { secretOf } from './keys-file.js';

/** The callers of a file of keys. */
export class KeyRing {
  readonly #secret;
  readonly #keys = new Map<string, { hash: Buffer; caller: Caller }>();
  readonly #certificates = new Map<string, Caller[]>();

  constructor(document: KeysDocument) {
    this.#secret = secretOf(document);
    for (const stored of document.keys) {
      const { id, hash, certificate } = stored;
      const caller = callerOf(stored);
      if (hash !== undefined) this.#keys.set(id, { hash: Buffer.from(hash, 'base64url'), caller });
      if (certificate === undefined) continue;
      this.#certificates.set(certificate, [...(this.#certificates.get(certificate) ?? []), caller]);
    }
  }

  /** The caller with an API key. Errors: `STARS_UNAUTHENTICATED`. */
  withToken(token: string): Caller {
    const key = this.#keys.get(tokenId(token) ?? '');
    // The same work for a key that is not there: time tells nothing.
    const hash = hashOf(token, this.#secret);
    const known = timingSafeEqual(key?.hash ?? Buffer.alloc(hash.length), hash);
    if (key && known) return key.caller;
    throw new StarsError('STARS_UNAUTHENTICATED', 'the API key is not known here, or was revoked');
  }

  /** The caller with a certificate of these names: of several rows, the one that ends last. Errors: `STARS_UNAUTHENTICATED`. */
  withCertificate(names: readonly string[]): Caller {
    const callers = names.flatMap((name) => this.#certificates.get(name) ?? []);
    const [caller] = callers.sort((a, b) => b.expires - a.expires);
    if (caller) return caller;
    throw new StarsError('STARS_UNAUTHENTICATED', 'no name in the client certificate is known here');
  }
}

const callerOf = ({ id, name, rights, tenants, expires, limit }: StoredKey): Caller => ({
  id: `${name} (${id})`,
  key: id,
  rights: new Set(rights),
  tenants,
  expires: Date.parse(expires),
  ...(limit === undefined ? {} : { limit }),
});

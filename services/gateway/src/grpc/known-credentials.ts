import type { Credentials } from '@stars/access';
import type { RpcName } from '@stars/contracts';
import { LRUCache } from 'lru-cache';

/** How long calls of a method are read without asking, once one of the same caller was admitted, ms. */
const KNOWN_MS = 10_000;
const MOST = 1000;

/** Callers who were admitted to a method a moment ago. It only decides what is read: each call is checked again before it is answered. */
export class KnownCredentials {
  /** Memory holds no key for long. */
  readonly #names = new LRUCache<string, true>({ max: MOST, ttl: KNOWN_MS, ttlAutopurge: true });

  has(method: RpcName, credentials: Credentials): boolean {
    return this.#names.has(nameOf(method, credentials));
  }

  add(method: RpcName, credentials: Credentials): void {
    this.#names.set(nameOf(method, credentials), true);
  }
}

/** No key passes for a certificate, whose names everybody may know. */
const nameOf = (method: RpcName, { authorization, certificate }: Credentials): string =>
  authorization === undefined ? `${method}\n${JSON.stringify(certificate)}` : `${method} ${authorization}`;

import type { RpcName } from '@stars/contracts';
import type { CallCredentials } from './grpc-worker-messages.js';

/** How long calls of a method are read without asking, once one of the same caller was admitted, ms. */
const KNOWN_MS = 10_000;
const MOST = 1000;

/** Callers who were admitted to a method a moment ago. It only decides what is read: each call is checked again before it is answered. */
export class KnownCredentials {
  /** In the order of their ends. */
  readonly #until = new Map<string, number>();

  has(method: RpcName, credentials: CallCredentials): boolean {
    return (this.#until.get(nameOf(method, credentials)) ?? 0) > performance.now();
  }

  add(method: RpcName, credentials: CallCredentials): void {
    const now = performance.now();
    const name = nameOf(method, credentials);
    this.#until.delete(name);
    // Memory holds no key for long.
    for (const [oldest, until] of this.#until) {
      if (until > now && this.#until.size < MOST) break;
      this.#until.delete(oldest);
    }
    this.#until.set(name, now + KNOWN_MS);
  }
}

/** No key passes for a certificate, whose names everybody may know. */
const nameOf = (method: RpcName, { authorization, certificate }: CallCredentials): string =>
  authorization === undefined ? `${method}\n${JSON.stringify(certificate)}` : `${method} ${authorization}`;

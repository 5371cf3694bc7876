import type { CallCredentials } from './grpc-worker-messages.js';

/** How long a credential that was admitted is read without asking, ms. */
const KNOWN_MS = 10_000;
const MOST = 1000;

/** Credentials that were admitted a moment ago. It only decides what is read: each call is checked again before it is answered. */
export class KnownCredentials {
  readonly #until = new Map<string, number>();

  has(credentials: CallCredentials): boolean {
    return (this.#until.get(nameOf(credentials)) ?? 0) > performance.now();
  }

  add(credentials: CallCredentials): void {
    const name = nameOf(credentials);
    this.#until.delete(name);
    if (this.#until.size >= MOST) this.#until.delete(this.#until.keys().next().value!);
    this.#until.set(name, performance.now() + KNOWN_MS);
  }
}

const nameOf = ({ authorization, certificate }: CallCredentials): string =>
  authorization ?? JSON.stringify(certificate);

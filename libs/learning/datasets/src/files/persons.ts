import { messageKey } from '@stars/contracts';

/** Which anonymous ids are whose, from rows that have both. */
export class Persons {
  /** By key of the anonymous id: the user's id, or null if several users had it. */
  readonly #userOf = new Map<string, string | null>();

  /** Notes a row that has both ids. */
  note(tenant: string, anonymousId: unknown, userId: unknown): void {
    if (typeof anonymousId !== 'string' || typeof userId !== 'string' || anonymousId === userId) return;
    const key = messageKey(tenant, anonymousId);
    const known = this.#userOf.get(key);
    this.#userOf.set(key, known === undefined || known === userId ? userId : null);
  }

  /** The user that a key of an anonymous id belongs to; undefined for others, and for a device of several people. */
  userOf(key: string): string | undefined {
    return this.#userOf.get(key) ?? undefined;
  }

  get empty(): boolean {
    return this.#userOf.size === 0;
  }

  /** Anonymous ids of several users, whose events stay anonymous. */
  get shared(): number {
    return [...this.#userOf.values()].filter((user) => user === null).length;
  }
}

import { messageKey } from '@stars/contracts';
import { entryOf } from '@stars/platform';

/** Users and items of one version whose vectors are behind. */
export interface Missed {
  tenant: string;
  version: string;
  users: Set<string>;
  items: Set<string>;
  /** More than are remembered: all vectors are made again. */
  everything: boolean;
}

/** Most ids of one version. */
const MOST = 100_000;

/** What changed while a version could not be read that should be kept up to date. */
export class MissedChanges {
  readonly #missed = new Map<string, Missed>();

  /** @param versions Those that could not be read */
  add(tenant: string, versions: readonly string[], kind: 'users' | 'items', ids: readonly string[]): void {
    for (const version of versions) {
      const missed = this.#of(tenant, version);
      if (missed.everything) continue;
      for (const id of ids) missed[kind].add(id);
      if (missed.users.size + missed.items.size > MOST) this.putBack({ ...missed, everything: true });
    }
  }

  /** What is to be done now. */
  list(): Missed[] {
    return [...this.#missed.values()];
  }

  /** Its vectors are being made, or the version is not wanted any more. */
  forget({ tenant, version }: Pick<Missed, 'tenant' | 'version'>): void {
    this.#missed.delete(messageKey(tenant, version));
  }

  /** Its vectors could not be made. */
  putBack({ tenant, version, users, items, everything }: Missed): void {
    const missed = this.#of(tenant, version);
    missed.everything ||= everything;
    if (missed.everything) {
      missed.users.clear();
      missed.items.clear();
      return;
    }
    for (const id of users) missed.users.add(id);
    for (const id of items) missed.items.add(id);
  }

  #of(tenant: string, version: string): Missed {
    const none = () => ({ tenant, version, users: new Set<string>(), items: new Set<string>(), everything: false });
    return entryOf(this.#missed, messageKey(tenant, version), none);
  }
}

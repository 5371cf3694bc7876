import { SEEN_MS, type SeenItem } from '../port.js';
import { mergeSeen, seenAfter, unpackSeen } from '../seen-items.js';
import { bufferOf, forgottenIn, textOf } from './profile-fields.js';
import type { TenantKeys } from './profile-keys.js';
import type { RedisLink } from './redis-link.js';
import { PUT_SEEN } from './redis-script.js';
import { sendUpdates, writeUnlocked } from './write-unlocked.js';

/** A user comes once: items that the user saw, or what a deletion leaves of those until `now`. */
export type SeenUpdate = { userId: string } & ({ items: readonly SeenItem[] } | { now: number });

/** A user who sees nothing more is forgotten by the server. */
const SECONDS = String(SEEN_MS / 1000);

/** What users saw, a key a user. It changes without locks, like histories. Errors: `STARS_OVERLOADED` if other writers kept coming first. */
export class RedisSeenItems {
  constructor(private readonly link: RedisLink) {}

  async read(keys: TenantKeys, userIds: readonly string[]): Promise<SeenItem[][]> {
    const stored = await this.link.exchange(userIds, (userId) => {
      const key = keys.seen(userId);
      return { key, args: ['GET', key] };
    });
    return stored.map((body) => unpackSeen((body as Buffer | null) ?? undefined));
  }

  update(keys: TenantKeys, updates: readonly SeenUpdate[]): Promise<void> {
    return writeUnlocked(updates, 'what one user saw', (left) => this.#tryOnce(keys, left));
  }

  /** Returns the updates that another writer came before. */
  async #tryOnce(keys: TenantKeys, updates: readonly SeenUpdate[]): Promise<SeenUpdate[]> {
    const read = (keyOf: (userId: string) => string) =>
      this.link.exchange(updates, ({ userId }) => ({ key: keys.seen(userId), args: ['GET', keyOf(userId)] }));
    const [bodies, marks] = await Promise.all([
      read((userId) => keys.seen(userId)),
      read((userId) => keys.forgotten(userId)),
    ]);
    return sendUpdates(this.link, updates, (update, i) => {
      const [body, mark] = [bodies[i], marks[i]] as [Buffer | null, Buffer | null];
      const changed = changedBy(update, body ?? undefined, mark === null ? undefined : forgottenIn(textOf(mark)));
      if (changed === undefined) return undefined;
      const key = keys.seen(update.userId);
      const args = ['2', key, keys.forgotten(update.userId), body ?? '', mark ?? '', bufferOf(changed), SECONDS];
      return { key, script: PUT_SEEN, args };
    });
  }
}

/** No bytes: nothing is left. Undefined: nothing changes. */
function changedBy(
  update: SeenUpdate,
  body: Uint8Array | undefined,
  until: number | undefined,
): Uint8Array | undefined {
  if ('items' in update) return mergeSeen(body, update.items, until ?? Number.NEGATIVE_INFINITY);
  if (!body || until === undefined) return undefined;
  return seenAfter(body, { time: until, now: update.now }) ?? new Uint8Array();
}

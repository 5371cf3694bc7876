import { chunks, mapBounded } from '@stars/platform';
import { decodeHistory, emptyHistory, encodeHistory, type PackedHistory } from '../history-codec.js';
import { bufferOf, forgottenIn, textOf } from './profile-fields.js';
import type { TenantKeys } from './profile-keys.js';
import type { RedisCommand, RedisLink } from './redis-link.js';
import { APPEND, FORGET } from './redis-script.js';
import { sendUpdates, writeUnlocked } from './write-unlocked.js';

/** The part of a profile that events and deletions change. */
export interface StoredHistory {
  history: PackedHistory;
  /** Events up to this time are ignored, ms; -Infinity for a user who was never deleted. */
  forgottenUntil: number;
  /** Whether the user has a profile. */
  isStored: boolean;
}

/** The history after a change; undefined if it does not change. */
export type HistoryChange =
  | { kind: 'append'; history: PackedHistory }
  | { kind: 'forget'; until: number; left: PackedHistory }
  | undefined;

export interface HistoryUpdate {
  userId: string;
  /** Called again with the newly stored history if another writer came first. */
  change: (stored: StoredHistory) => HistoryChange;
}

/** Users whose histories are read and written at once: some 10 MB if all are full. */
const USERS_A_WINDOW = 200;
/** Windows that run at once. */
const WINDOWS = 2;

interface ReadHistory extends StoredHistory {
  token: string;
  deletion: string;
}

/**
 * Changes histories without locks: each is read with its token, changed here, and written where the token is still the
 * same, else read again. A user comes once in `updates`.
 * Errors: `STARS_OVERLOADED` if other writers kept coming first.
 */
export class HistoryWriter {
  constructor(
    private readonly link: RedisLink,
    private readonly newToken: () => string,
    private readonly ttl: string,
  ) {}

  async update(keys: TenantKeys, updates: readonly HistoryUpdate[]): Promise<void> {
    await mapBounded(chunks(updates, USERS_A_WINDOW), WINDOWS, (window) =>
      writeUnlocked(window, 'one profile', (left, tries) => this.#tryOnce(keys, left, tries > 1)),
    );
  }

  /** Returns the updates that another writer came before. */
  async #tryOnce(keys: TenantKeys, updates: readonly HistoryUpdate[], again: boolean): Promise<HistoryUpdate[]> {
    const stored = await this.#read(
      keys,
      updates.map(({ userId }) => userId),
      again,
    );
    return sendUpdates(this.link, updates, (update, i) => this.#command(keys, update, stored[i]!));
  }

  /** Few users were ever deleted: at first, nobody is asked for. The server refuses the change of one who was. */
  async #read(keys: TenantKeys, userIds: readonly string[], deletions: boolean): Promise<ReadHistory[]> {
    const ask = (command: (userId: string) => RedisCommand) => this.link.exchange(userIds, command);
    const [histories, marks] = await Promise.all([
      ask((userId) => ({ key: keys.profile(userId), args: ['HMGET', keys.profile(userId), 'r', 'h'] })),
      deletions ? ask((userId) => ({ key: keys.profile(userId), args: ['GET', keys.forgotten(userId)] })) : [],
    ]);
    return userIds.map((_, i) => {
      const [token, history] = histories[i] as [Buffer | null, Buffer | null];
      const deletion = textOrNone((marks[i] ?? null) as Buffer | null);
      return {
        token: textOrNone(token),
        deletion,
        history: history === null ? emptyHistory() : decodeHistory(history),
        forgottenUntil: forgottenIn(deletion) ?? -Infinity,
        isStored: token !== null,
      };
    });
  }

  #command(keys: TenantKeys, { userId, change }: HistoryUpdate, stored: ReadHistory): RedisCommand | undefined {
    const changed = change(stored);
    if (changed === undefined) return undefined;
    const key = keys.profile(userId);
    const start = ['2', key, keys.forgotten(userId), stored.token, stored.deletion, this.newToken()];
    if (changed.kind === 'append') {
      return { key, script: APPEND, args: [...start, bufferOf(encodeHistory(changed.history)), this.ttl] };
    }
    const { until, left } = changed;
    const kept = left.times.length === 0 ? '' : bufferOf(encodeHistory(left));
    return { key, script: FORGET, args: [...start, String(until), kept, this.ttl] };
  }
}

const textOrNone = (bytes: Buffer | null): string => (bytes === null ? '' : textOf(bytes));

import { randomBytes } from 'node:crypto';
import { EVENT_TIME_BOUNDS, forgottenUntil } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { entryOf } from '@stars/platform';
import { leftAfter, mergeEvents } from '../history-merge.js';
import {
  type FeatureValue,
  type HistoryEvent,
  type ProfileStore,
  type ScanOptions,
  type SeenItem,
  type UserDeletion,
  type UserMark,
  type UserProfile,
  type UserVectors,
} from '../port.js';
import { checkVectors } from '../vector-codec.js';
import { type HistoryUpdate, HistoryWriter } from './history-writer.js';
import { keyPages, scanKeys } from './key-scan.js';
import {
  fieldOfVectors,
  fieldsOf,
  forgottenIn,
  historyOf,
  profileOf,
  readFields,
  textOf,
  vectorsToBytes,
} from './profile-fields.js';
import type { ProfileKeys } from './profile-keys.js';
import type { RedisLink } from './redis-link.js';
import { PUT_FEATURES, PUT_PROGRESS, PUT_VECTORS, type RedisScript } from './redis-script.js';
import { RedisSeenItems } from './redis-seen-items.js';
import type { RedisArgument } from './redis-wire.js';
import { retainVectors } from './retain-vectors.js';

/** Token, which every profile has, history and features. */
const HISTORY_FIELDS = ['r', 'h', 'f'];

/**
 * Profiles in Redis, a hash a user; docs/reference/redis.md has the layout. An event's id comes back as the hex
 * of the 64-bit hash that is stored.
 */
export class RedisProfileStore implements ProfileStore {
  readonly #histories: HistoryWriter;
  readonly #seen: RedisSeenItems;
  readonly #ttl: string;
  readonly #self = randomBytes(4).toString('base64url');
  #tokens = 0;

  /** @param ttlSeconds A profile goes this long after its user's last event or features; 0 for never. */
  constructor(
    private readonly link: RedisLink,
    private readonly keys: ProfileKeys,
    ttlSeconds: number,
  ) {
    this.#ttl = String(ttlSeconds);
    this.#histories = new HistoryWriter(link, () => this.#newToken(), this.#ttl);
    this.#seen = new RedisSeenItems(link);
  }

  async get(tenant: string, userIds: readonly string[]): Promise<(UserProfile | undefined)[]> {
    const keys = this.keys.of(tenant);
    const replies = await this.link.exchange(userIds, (userId) => {
      const key = keys.profile(userId);
      return { key, args: ['HGETALL', key] };
    });
    return userIds.map((userId, i) => profileOf(userId, readFields(replies[i]!)));
  }

  async histories(tenant: string, userIds: readonly string[], modelVersion?: string) {
    const keys = this.keys.of(tenant);
    const names = modelVersion === undefined ? HISTORY_FIELDS : [...HISTORY_FIELDS, fieldOfVectors(modelVersion)];
    const replies = await this.link.exchange(userIds, (userId) => {
      const key = keys.profile(userId);
      return { key, args: ['HMGET', key, ...names] };
    });
    return userIds.map((userId, i) => {
      const fields = fieldsOf(names, replies[i]!);
      return fields.size === 0 ? undefined : historyOf(userId, fields, modelVersion);
    });
  }

  async appendEvents(
    tenant: string,
    updates: readonly { userId: string; events: readonly HistoryEvent[] }[],
  ): Promise<(number | undefined)[]> {
    const gains = new Array<number | undefined>(updates.length).fill(undefined);
    // A user named several times in one call is read and written once.
    const users = new Map<string, { at: number; events: readonly HistoryEvent[] }[]>();
    for (const [at, { userId, events }] of updates.entries()) {
      checkTimes(events);
      entryOf(users, userId, () => []).push({ at, events });
    }
    const changes = Array.from(users, ([userId, lists]): HistoryUpdate => {
      const change: HistoryUpdate['change'] = ({ history, forgottenUntil, isStored }) => {
        let merged = history;
        for (const { at, events } of lists) {
          const { history: next, gained } = mergeEvents(merged, events, forgottenUntil);
          merged = next;
          gains[at] = merged === history && !isStored ? undefined : gained;
        }
        return merged === history ? undefined : { kind: 'append', history: merged };
      };
      return { userId, change };
    });
    await this.#histories.update(this.keys.of(tenant), changes);
    return gains;
  }

  async putFeatures(
    tenant: string,
    updates: readonly { userId: string; version: number; features: Record<string, FeatureValue> }[],
  ): Promise<void> {
    await this.#write(tenant, PUT_FEATURES, updates, ({ version, features }) => [
      String(version),
      JSON.stringify(features),
      this.#newToken(),
      this.#ttl,
    ]);
  }

  async putVectors(tenant: string, updates: readonly { userId: string; vectors: UserVectors }[]): Promise<void> {
    for (const { vectors } of updates) checkVectors(vectors);
    await this.#write(tenant, PUT_VECTORS, updates, ({ vectors }) => [
      fieldOfVectors(vectors.modelVersion),
      vectorsToBytes(vectors),
      String(vectors.asOf),
      this.#newToken(),
      this.#ttl,
      String(Date.now() + EVENT_TIME_BOUNDS.aheadMs),
    ]);
  }

  async putSeen(tenant: string, updates: readonly { userId: string; items: readonly SeenItem[] }[]): Promise<void> {
    checkTimes(updates.flatMap(({ items }) => items));
    const users = Map.groupBy(updates, ({ userId }) => userId);
    const lists = Array.from(users, ([userId, of]) => ({ userId, items: of.flatMap(({ items }) => items) }));
    await this.#seen.update(this.keys.of(tenant), lists);
  }

  seen(tenant: string, userIds: readonly string[]): Promise<SeenItem[][]> {
    return this.#seen.read(this.keys.of(tenant), userIds);
  }

  async retainVectors(tenant: string, modelVersions: readonly string[]): Promise<void> {
    const { profiles } = this.keys.of(tenant);
    return retainVectors(this.link, profiles, modelVersions);
  }

  async delete(tenant: string, users: readonly UserDeletion[]): Promise<void> {
    const deletions = new Map<string, UserDeletion[]>();
    for (const deletion of users) entryOf(deletions, deletion.userId, () => []).push(deletion);
    const seen = new Map<string, { userId: string; now: number }>();
    const changes = Array.from(deletions, ([userId, list]): HistoryUpdate => {
      const change: HistoryUpdate['change'] = ({ history, forgottenUntil: before }) => {
        let [until, left, now] = [before, history, Number.POSITIVE_INFINITY];
        for (const deletion of list) {
          const next = forgottenUntil(until, deletion);
          // A repeated deletion must not touch a user who came back since.
          if (next === undefined) continue;
          until = next;
          left = leftAfter(left, { ...deletion, time: until });
          now = Math.min(now, deletion.now ?? now);
        }
        // The last call counts: the first may not know of a deletion.
        seen.set(userId, { userId, now });
        return until === before ? undefined : { kind: 'forget', until, left };
      };
      return { userId, change };
    });
    const keys = this.keys.of(tenant);
    await this.#histories.update(keys, changes);
    // By the mark, also if it was there: the process may have died in between.
    await this.#seen.update(keys, [...seen.values()]);
  }

  async marks(tenant: string, userIds: readonly string[]): Promise<UserMark[]> {
    const keys = this.keys.of(tenant);
    const replies = await this.link.exchange(userIds, (userId) => {
      return { key: keys.profile(userId), args: ['GET', keys.forgotten(userId)] };
    });
    return userIds.map((userId, i) => {
      const reply = replies[i] as Buffer | null;
      const until = reply === null ? undefined : forgottenIn(textOf(reply));
      return { hash: keys.hashOf(userId), ...(until !== undefined && { until }) };
    });
  }

  async scan(tenant: string, options: ScanOptions): Promise<{ userIds: string[]; cursor?: string }> {
    const keys = this.keys.of(tenant);
    const { keys: found, cursor } = await scanKeys(this.link, keys.profiles, options);
    const userIds = found.map((key) => keys.userIdOf(key));
    return cursor === undefined ? { userIds } : { userIds, cursor };
  }

  async count(tenant: string): Promise<number> {
    let count = 0;
    for await (const keys of keyPages(this.link, this.keys.of(tenant).profiles)) count += keys.length;
    return count;
  }

  async progress(tenant: string, work: string): Promise<string | undefined> {
    const key = this.keys.of(tenant).progress(work);
    const [state] = await this.link.exchange([key], () => ({ key, args: ['GET', key] }));
    return state === null ? undefined : textOf(state as Buffer);
  }

  async putProgress(
    tenant: string,
    work: string,
    before: string | undefined,
    after: string | undefined,
  ): Promise<boolean> {
    const key = this.keys.of(tenant).progress(work);
    const args = ['1', key, before ?? '', after ?? ''];
    const [put] = await this.link.exchange([key], () => ({ key, script: PUT_PROGRESS, args }));
    return put === 1;
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  /** Runs a script for each user, in order. */
  async #write<T extends { userId: string }>(
    tenant: string,
    script: RedisScript,
    updates: readonly T[],
    values: (update: T) => RedisArgument[],
  ): Promise<void> {
    const keys = this.keys.of(tenant);
    await this.link.exchange(updates, (update) => {
      const key = keys.profile(update.userId);
      return { key, script, args: ['2', key, keys.forgotten(update.userId), ...values(update)] };
    });
  }

  /** Differs from every other, of any process. */
  #newToken(): string {
    return this.#self + (this.#tokens++).toString(36);
  }
}

function checkTimes(events: readonly { time: number }[]): void {
  if (!events.every(({ time }) => Number.isFinite(time))) {
    throw new StarsError('STARS_INVALID_TIME', 'an event of a history has no time');
  }
}

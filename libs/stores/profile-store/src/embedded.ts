import { forgottenUntil, objects } from '@stars/contracts';
import { entryOf } from '@stars/platform';
import { type Database, migrate } from '@stars/sqlite';
import { ForgottenTable } from './forgotten-table.js';
import { encodeHistory, type PackedHistory } from './history-codec.js';
import { unpackEvents } from './history-events.js';
import { leftAfter, mergeEvents } from './history-merge.js';
import {
  type FeatureValue,
  type HistoryEvent,
  type ProfileStore,
  type ScanOptions,
  type SeenItem,
  type UserDeletion,
  type UserHistory,
  type UserMark,
  type UserProfile,
  type UserVectors,
} from './port.js';
import { RecentHistories } from './recent-histories.js';
import { PROFILE_STORE_SCHEMA } from './schema.js';
import { SeenTable } from './seen-table.js';
import { featuresOf, madeOfForgotten, type UserRow, UserTable } from './user-table.js';
import { decodeVectors, encodeVectors } from './vector-codec.js';

/** A user with the vectors of one model version, or without any. */
interface ProfileRow extends Pick<UserRow, 'id' | 'features' | 'history'> {
  model_version: string | null;
  as_of: number | null;
  body: Uint8Array | null;
}

/**
 * Profiles in a SQLite file that several processes may share; each call that writes is one transaction. An event's id comes back as
 * the hex of the 64-bit hash that is stored. The database handle stays the caller's.
 *
 * What comes of messages does not wait for the disk. After a power failure the file is as it was at an earlier moment, with the log, the
 * position of its consumers and what they wrote: they handle the same messages again.
 */
export class SqliteProfileStore implements ProfileStore {
  readonly #forgotten: ForgottenTable;
  readonly #users: UserTable;
  readonly #seen: SeenTable;
  readonly #recent = new RecentHistories();

  constructor(private readonly db: Database) {
    migrate(db, 'profile-store', PROFILE_STORE_SCHEMA);
    this.#forgotten = new ForgottenTable(db);
    this.#users = new UserTable(db, this.#forgotten);
    this.#seen = new SeenTable(db);
  }

  async get(tenant: string, userIds: readonly string[]): Promise<(UserProfile | undefined)[]> {
    const find = this.db.prepare(`SELECT u.id, u.features, u.history, v.model_version, v.as_of, v.body
      FROM profile_user u LEFT JOIN profile_vectors v ON v.user = u.id
      WHERE u.tenant = ? AND u.user_id = ? ORDER BY v.model_version`);
    return this.#ofEach(userIds, (userId) => {
      const rows = find.all<ProfileRow>(tenant, userId);
      const [row] = rows;
      if (row === undefined) return undefined;
      const { history, ...user } = this.#historyOf(userId, row);
      return {
        ...user,
        history: unpackEvents(history),
        vectors: rows.flatMap(({ model_version: version, as_of, body }) =>
          version === null ? [] : [decodeVectors(version, as_of!, body!)],
        ),
      };
    });
  }

  async histories(
    tenant: string,
    userIds: readonly string[],
    modelVersion?: string,
  ): Promise<(UserHistory | undefined)[]> {
    const find = this.db.prepare('SELECT id, features, history FROM profile_user WHERE tenant = ? AND user_id = ?');
    const findVectors = this.db.prepare('SELECT as_of, body FROM profile_vectors WHERE user = ? AND model_version = ?');
    return this.#ofEach(userIds, (userId) => {
      const row = find.get<Pick<UserRow, 'id' | 'features' | 'history'>>(tenant, userId);
      if (row === undefined) return undefined;
      const user = this.#historyOf(userId, row);
      const vectors =
        modelVersion === undefined
          ? undefined
          : findVectors.get<{ as_of: number; body: Uint8Array }>(row.id, modelVersion);
      return vectors ? { ...user, vectors: decodeVectors(modelVersion!, vectors.as_of, vectors.body) } : user;
    });
  }

  async appendEvents(
    tenant: string,
    updates: readonly { userId: string; events: readonly HistoryEvent[] }[],
  ): Promise<(number | undefined)[]> {
    // A user named several times in one call is read and written once.
    const open = new Map<string, { row: UserRow; history: PackedHistory; changed: boolean }>();
    return this.db.writeLazily(() => {
      const gains = updates.map(({ userId, events }) => {
        const user = entryOf(open, userId, () => {
          const row = this.#users.findOrNew(tenant, userId);
          return { row, history: this.#recent.read(row), changed: false };
        });
        const { history, gained } = mergeEvents(user.history, events, user.row.deleted_until ?? -Infinity);
        if (gained > 0) Object.assign(user, { history, changed: true });
        return gained === 0 && user.row.id === 0 && !user.changed ? undefined : gained;
      });
      for (const { row, history, changed } of open.values()) {
        if (!changed) continue;
        const stored = encodeHistory(history);
        this.#users.save(Object.assign(row, { history: stored }));
        this.#recent.keep(row.id, { stored, history });
      }
      return gains;
    });
  }

  async putFeatures(
    tenant: string,
    updates: readonly { userId: string; version: number; features: Record<string, FeatureValue> }[],
  ): Promise<void> {
    await this.db.writeLazily(() => {
      for (const { userId, version, features } of updates) {
        const row = this.#users.findOrNew(tenant, userId);
        if (objects(row.deleted_until ?? undefined)) continue;
        const known = row.features_version ?? -Infinity;
        // The version of deleted features is remembered: a repeated message must not bring them back.
        if (version < known || (version === known && row.features === null)) continue;
        this.#users.save({ ...row, features: JSON.stringify(features), features_version: version });
      }
    });
  }

  async putVectors(tenant: string, updates: readonly { userId: string; vectors: UserVectors }[]): Promise<void> {
    const put = this.db.prepare(`INSERT INTO profile_vectors (user, model_version, as_of, body) VALUES (?, ?, ?, ?)
      ON CONFLICT (user, model_version) DO UPDATE SET as_of = excluded.as_of, body = excluded.body`);
    await this.db.writeLazily(() => {
      for (const { userId, vectors } of updates) {
        const known = this.#users.findMark(tenant, userId);
        const added = known ? undefined : this.#users.findOrNew(tenant, userId);
        const row = known ?? added!;
        if (madeOfForgotten(row, vectors)) continue;
        if (added) this.#users.save(added);
        put.run(row.id, vectors.modelVersion, vectors.asOf, encodeVectors(vectors));
      }
    });
  }

  async putSeen(tenant: string, updates: readonly { userId: string; items: readonly SeenItem[] }[]): Promise<void> {
    await this.db.writeLazily(() => {
      for (const { userId, items } of updates) {
        const until = this.#forgotten.find(tenant, userId)?.deleted_until;
        this.#seen.add(tenant, userId, items, until ?? Number.NEGATIVE_INFINITY);
      }
    });
  }

  async seen(tenant: string, userIds: readonly string[]): Promise<SeenItem[][]> {
    return this.#ofEach(userIds, (userId) => this.#seen.read(tenant, userId));
  }

  async retainVectors(tenant: string, modelVersions: readonly string[]): Promise<void> {
    await this.db.write(() =>
      this.db
        .prepare(`DELETE FROM profile_vectors WHERE model_version NOT IN (SELECT value FROM json_each(?))
          AND user IN (SELECT id FROM profile_user WHERE tenant = ?)`)
        .run(JSON.stringify(modelVersions), tenant),
    );
  }

  async delete(tenant: string, users: readonly UserDeletion[]): Promise<void> {
    if (users.length === 0) return;
    await this.db.erase(() => {
      for (const deletion of users) {
        const { userId } = deletion;
        const row = this.#users.findOrNew(tenant, userId);
        const until = forgottenUntil(row.deleted_until ?? undefined, deletion);
        // A repeated deletion must not touch a user who came back since.
        if (until === undefined) continue;
        const left = leftAfter(this.#recent.read(row), { ...deletion, time: until });
        this.#recent.forget(row.id);
        this.#seen.delete(tenant, userId, { ...deletion, time: until });
        this.#forgotten.put(tenant, userId, until, row.features_version);
        this.db.prepare('DELETE FROM profile_vectors WHERE user = ?').run(row.id);
        if (left.times.length === 0) this.#users.remove(row);
        else this.#users.save({ ...row, deleted_until: until, features: null, history: encodeHistory(left) });
      }
    });
  }

  async marks(tenant: string, userIds: readonly string[]): Promise<UserMark[]> {
    return this.#forgotten.marks(tenant, userIds);
  }

  async scan(tenant: string, { cursor, limit }: ScanOptions): Promise<{ userIds: string[]; cursor?: string }> {
    const userIds = this.#users.page(tenant, cursor ?? '', limit);
    return userIds.length < limit ? { userIds } : { userIds, cursor: userIds.at(-1)! };
  }

  async count(tenant: string): Promise<number> {
    return this.#users.count(tenant);
  }

  async progress(tenant: string, work: string): Promise<string | undefined> {
    return this.#progress(tenant, work);
  }

  async putProgress(
    tenant: string,
    work: string,
    before: string | undefined,
    after: string | undefined,
  ): Promise<boolean> {
    // It may name users, who may be deleted.
    return this.db.overwrite(() => {
      if (this.#progress(tenant, work) !== before) return false;
      if (after === undefined) {
        this.db.prepare('DELETE FROM profile_progress WHERE tenant = ? AND work = ?').run(tenant, work);
      } else {
        this.db
          .prepare('INSERT OR REPLACE INTO profile_progress (tenant, work, state) VALUES (?, ?, ?)')
          .run(tenant, work, after);
      }
      return true;
    });
  }

  /** Nothing is buffered: other processes saw each call when it resolved. */
  async close(): Promise<void> {}

  /** Several users on one snapshot of the file: a new one for each would read the same pages again. */
  #ofEach<T>(userIds: readonly string[], read: (userId: string) => T): T[] {
    return userIds.length > 1 ? this.db.snapshot(() => userIds.map(read)) : userIds.map(read);
  }

  #historyOf(userId: string, row: Pick<UserRow, 'id' | 'features' | 'history'>): UserHistory {
    return { userId, features: featuresOf(row), history: this.#recent.read(row) };
  }

  #progress(tenant: string, work: string): string | undefined {
    return this.db
      .prepare('SELECT state FROM profile_progress WHERE tenant = ? AND work = ?')
      .get<{ state: string }>(tenant, work)?.state;
  }
}

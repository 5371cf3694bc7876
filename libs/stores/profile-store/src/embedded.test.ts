import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@stars/sqlite';
import { describe, expect, it } from 'vitest';
import { describeProfileStoreContract } from './contract.js';
import { SqliteProfileStore } from './embedded.js';
import { hashOfUser } from './forgotten-user.js';

describeProfileStoreContract('SqliteProfileStore', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-profiles-'));
  return {
    open: async () => {
      const db = openDatabase(join(folder, 'stars.db'));
      const store = new SqliteProfileStore(db);
      store.close = async () => db.close();
      return store;
    },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

describe('SqliteProfileStore', () => {
  it('stores nothing of a call that fails', async () => {
    const db = openDatabase(':memory:');
    const store = new SqliteProfileStore(db);
    const good = { eventId: 'e', itemId: 'i', type: 1, time: 1, region: '' };
    const call = store.appendEvents('t', [
      { userId: 'a', events: [good] },
      { userId: 'b', events: [{ ...good, time: Number.NaN }] },
    ]);
    await expect(call).rejects.toMatchObject({ code: 'STARS_INVALID_TIME' });
    expect(await store.count('t')).toBe(0);
    const uneven = { modelVersion: 'm', general: new Float32Array(2), next: new Float32Array(3), asOf: 1 };
    await expect(store.putVectors('t', [{ userId: 'a', vectors: uneven }])).rejects.toMatchObject({
      code: 'STARS_INVALID_FIELD',
    });
    expect(await store.count('t')).toBe(0);
    db.close();
  });

  it('keeps a hash and the time of a deleted user, and no id', async () => {
    const db = openDatabase(':memory:');
    const store = new SqliteProfileStore(db);
    await store.appendEvents('t', [
      { userId: 'u', events: [{ eventId: 'e', itemId: 'i', type: 1, time: 1, region: '' }] },
    ]);
    await store.putFeatures('t', [{ userId: 'u', version: 1, features: { age: 3 } }]);
    await store.delete('t', [{ userId: 'u', time: 5 }]);
    expect(db.prepare('SELECT * FROM profile_user').all()).toEqual([]);
    const { key } = db.prepare('SELECT key FROM profile_forget_key').get<{ key: string }>()!;
    const hash = hashOfUser(key, 't', 'u');
    expect(db.prepare('SELECT * FROM profile_forgotten').all()).toEqual([
      { tenant: 't', user_hash: hash, deleted_until: 5, features_version: 1 },
    ]);
    expect(hashOfUser('another key', 't', 'u')).not.toBe(hash);
    db.close();
  });
});

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { encodeDeleteUser, encodeImpression, encodeUserUpsert, TOPICS } from '@stars/contracts';
import { DuckDb, sqlText } from '@stars/duckdb';
import { describe, expect, it } from 'vitest';
import { proofKey } from './erase.js';
import { ArchivePlace, DAY_MS, encode, idsOf, interaction, KEY, NOON, rowsOf, send } from './testing/archive-place.js';
import { UserHash } from './user-hash.js';

/** Every byte of the archive as text, the rows of its Parquet files included. */
async function everything({ store, root }: ArchivePlace): Promise<string> {
  const texts: string[] = [];
  await using db = await DuckDb.open();
  for await (const key of store.list('')) {
    texts.push(key);
    if (key.endsWith('.parquet')) {
      const rows = await db.rows(`SELECT to_json(r)::VARCHAR AS row FROM read_parquet(${sqlText(join(root, key))}) r`);
      texts.push(...rows.map(({ row }) => String(row)));
    }
    texts.push((await store.get(key))!.toString('latin1'));
  }
  return texts.join('\n');
}

describe('erasure in an archive', () => {
  const userEvents = (userId: string, ids: string[], some: Parameters<typeof interaction>[1] = {}) =>
    ids.map((eventId, i) => encode(interaction(i, { userId, eventId, itemId: `only-${userId}`, ...some })));

  async function withUsers(place: ArchivePlace): Promise<void> {
    await send(place, 0, 50);
    await place.bus.publish(TOPICS.interactions, [
      ...userEvents('gone', ['g-1', 'g-2']),
      ...userEvents('gone', ['g-3'], { time: new Date(NOON - 40 * DAY_MS) }),
      // Of a clock that is ahead.
      ...userEvents('gone', ['g-4'], { time: new Date(NOON + 9 * DAY_MS) }),
      ...userEvents('gone', ['other-tenant'], { tenantId: 'shop', itemId: 'of-the-shop' }),
    ]);
    const shown = { tenantId: 'default', eventId: 'i-1', userId: 'gone', pageId: 'page', time: new Date(NOON) };
    const impression = {
      ...{ surface: '', region: '', recommendationId: '', confirmed: true, ...shown },
      ...{ items: [{ itemId: 'only-gone', position: 0, propensity: 0 }], modelVersion: '', lists: [] },
    };
    await place.bus.publish(TOPICS.impressions, [encodeImpression(impression)]);
    const update = { tenantId: 'default', userId: 'gone', version: 1, features: { city: 'only-gone' } };
    await place.bus.publish(TOPICS.users, [encodeUserUpsert(update)]);
  }

  async function deleteGone(place: ArchivePlace): Promise<void> {
    const tombstone = encodeDeleteUser({ tenantId: 'default', userId: 'gone' }, new Date(place.now));
    const topics = [TOPICS.interactions, TOPICS.impressions, TOPICS.users];
    await place.bus.eraseKey(topics, tombstone.key);
    await place.bus.publish(TOPICS.users, [tombstone]);
  }

  it('leaves nothing of a deleted user but a keyed hash, and what came after the deletion', async () => {
    using place = new ArchivePlace();
    await withUsers(place);
    const archive = place.open();
    await archive.catchUp();
    expect(await everything(place)).toContain('only-gone');
    place.now += 60_000;
    await deleteGone(place);
    place.now += 60_000;
    await place.bus.publish(
      TOPICS.interactions,
      userEvents('gone', ['back'], { time: new Date(place.now), itemId: 'new' }),
    );
    place.now += 60_000;
    await archive.catchUp();
    expect(await archive.erase()).toBe(1);
    const left = (await rowsOf(place.store, place.root)).filter(({ user_id: id }) => id === 'gone');
    expect(left.map(({ event_id: id }) => id)).toEqual(['other-tenant', 'back']);
    const text = await everything(place);
    expect(text).not.toMatch(/only-gone|"g-\d"|i-1/);
    expect(await idsOf(place)).toHaveLength(52);
    const [proof] = await proofsOf(place);
    const hash = new UserHash(KEY).of('default', 'gone');
    expect(proof).toMatchObject({ user: hash, tenant: 'default', deleted: new Date(NOON + 60_000).toISOString() });
    expect(proof).toMatchObject({ rows_removed: 6, erased: new Date(place.now).toISOString() });
    expect(JSON.stringify(proof)).not.toContain('gone');
    expect(archive.state.erasures).toEqual([]);
    // A device that was offline sends what it had from before.
    await place.bus.publish(TOPICS.interactions, userEvents('gone', ['late']));
    await archive.catchUp();
    expect(archive.state.forgotten).toBe(1);
    expect(await everything(place)).not.toContain('only-gone');
    expect(await archive.erase()).toBe(0);
  });

  it('finds neither the id nor anything else in any file', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 50);
    const userId = randomUUID();
    const event = { userId, itemId: `item of ${userId}`, sessionId: `session of ${userId}` };
    await place.bus.publish(TOPICS.interactions, [encode(interaction(900, event)), encode(interaction(901, event))]);
    await place.open().catchUp();
    const tombstone = encodeDeleteUser({ tenantId: '', userId }, new Date(place.now));
    await place.bus.eraseKey([TOPICS.interactions], tombstone.key);
    await place.bus.publish(TOPICS.users, [tombstone]);
    const archive = place.open();
    await archive.catchUp();
    expect(await everything(place)).toContain(userId);
    await archive.erase();
    expect(await everything(place)).not.toContain(userId);
    expect(await everything(place)).toContain(new UserHash(KEY).of('default', userId));
    expect(await idsOf(place)).toHaveLength(50);
  });

  it('waits for rows that are still to come, and goes on after it was killed', async () => {
    using place = new ArchivePlace();
    await withUsers(place);
    const archive = place.open();
    await archive.catchUp();
    await deleteGone(place);
    await archive.catchUp();
    expect(archive.state.erasures).toHaveLength(1);
    const real = place.store.putIfAbsent.bind(place.store);
    for (let kill = 1; ; kill++) {
      let writes = 0;
      place.store.putIfAbsent = async (...call) => {
        if (++writes === kill) throw new Error('killed');
        return real(...call);
      };
      const done = await place
        .open()
        .erase()
        .catch((error: Error) => error.message);
      if (done !== 'killed') break;
    }
    place.store.putIfAbsent = real;
    expect(
      (await rowsOf(place.store, place.root)).filter(
        ({ user_id: id, tenant }) => id === 'gone' && tenant === 'default',
      ),
    ).toEqual([]);
    expect(await proofsOf(place)).toHaveLength(1);
    expect(await idsOf(place)).toHaveLength(51);
  });

  it('refuses a key that can be guessed', () => {
    using place = new ArchivePlace();
    expect(() => place.open({ key: 'short' })).toThrow(
      expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'STARS_ARCHIVE_KEY' }),
    );
  });

  it('refuses another key than the one it was begun with, which would find no deleted user', async () => {
    using place = new ArchivePlace();
    await place.open().catchUp();
    const other = place.open({ key: 'another key of a test, which is long' });
    await expect(other.erase()).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID', field: 'STARS_ARCHIVE_KEY' });
  });
});

async function proofsOf({ store }: ArchivePlace): Promise<Record<string, unknown>[]> {
  const proofs: Record<string, unknown>[] = [];
  for await (const key of store.list(proofKey('').replace('.json', ''))) {
    proofs.push(JSON.parse((await store.get(key))!.toString()) as Record<string, unknown>);
  }
  return proofs;
}

import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  asPartOf,
  encodeDeleteUser,
  encodeImpression,
  encodeRetraction,
  encodeUserUpsert,
  TOPICS,
} from '@stars/contracts';
import { DuckDb, sqlText } from '@stars/duckdb';
import { describe, expect, it } from 'vitest';
import type { ArchiveState } from './archive-state.js';
import { proofKey } from './erase.js';
import { ArchivePlace, DAY_MS, encode, interaction, KEY, NOON, rowsOf } from './testing/archive-place.js';
import { UserHash } from './user-hash.js';

const send = (place: ArchivePlace, from: number, n: number) =>
  place.bus.publish(
    TOPICS.interactions,
    Array.from({ length: n }, (_, i) => encode(interaction(from + i))),
  );

const idsOf = async ({ store, root }: ArchivePlace): Promise<string[]> =>
  (await rowsOf(store, root)).map(({ event_id: id }) => String(id));
const idsFrom = (from: number, n: number): string[] => Array.from({ length: n }, (_, i) => `e-${from + i}`);

describe('an archive', () => {
  it('has each message of the bus once, with all of its fields, by the UTC day of its event', async () => {
    using place = new ArchivePlace();
    const full = interaction(1, {
      tenantId: 'shop',
      time: new Date('2025-12-31T23:59:59.999Z'),
      ...{ sessionId: 's', pageId: 'p', region: 'Zürich', quantity: 2.5, value: 0, recommendationId: 'r', kind: '' },
    });
    await place.bus.publish(TOPICS.interactions, [asPartOf(encode(full), 'import-1'), encode(interaction(2))]);
    await place.open().catchUp();
    const rows = await rowsOf(place.store, place.root);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      ...{ tenant: 'shop', kind: 'interaction', event_id: 'e-1', user_id: 'user-1', item_id: 'item-1' },
      ...{ type: 'purchase', own_kind: null, session_id: 's', page_id: 'p', region: 'Zürich', quantity: 2.5, value: 0 },
      ...{ recommendation_id: 'r', import_id: 'import-1', bus_partition: 0, bus_offset: 0n },
      time: new Date('2025-12-31T23:59:59.999Z'),
      day: new Date('2025-12-31'),
    });
    expect(rows[1]).toMatchObject({ tenant: 'default', session_id: null, quantity: null, value: null });
    expect(readdirSync(join(place.root, 'tenant=shop/kind=interaction'))).toEqual(['day=2025-12-31']);
  });

  it('goes on from its own positions, in pieces of any size, also as another process', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 250);
    await place.open({ mostRows: 37 }).catchUp();
    await send(place, 250, 100);
    const other = place.open();
    await other.catchUp();
    await other.catchUp();
    expect(await idsOf(place)).toEqual(idsFrom(0, 350));
    expect(other.state.positions).toEqual({ [TOPICS.interactions]: { 0: 350 } });
  });

  it('merges small files of a day, and deletes those that it replaced after a while', async () => {
    using place = new ArchivePlace();
    for (let i = 0; i < 20; i++) {
      await send(place, i * 10, 10);
      await place.open().catchUp();
    }
    const archive = place.open();
    await archive.catchUp();
    expect(archive.state.files.length).toBeLessThan(8);
    const stored = () => readdirSync(join(place.root, 'tenant=default/kind=interaction/day=2026-03-10')).length;
    expect(stored()).toBe(archive.state.files.length + archive.state.replaced.length);
    place.now += 600_001;
    await archive.catchUp();
    expect(stored()).toBe(archive.state.files.length);
    expect(await idsOf(place)).toEqual(idsFrom(0, 200));
  });

  it('counts a message once whose id comes twice, and goes on after one that cannot be read', async () => {
    using place = new ArchivePlace();
    const again = { ...encode(interaction(1)), id: 'a bus without memory of ids' };
    const broken = { key: 'default/u', id: 'broken', value: Buffer.from([255, 255]), headers: {} };
    await place.bus.publish(TOPICS.interactions, [encode(interaction(1)), broken, again, encode(interaction(2))]);
    const archive = place.open();
    await archive.catchUp();
    expect(await idsOf(place)).toEqual(['e-1', 'e-2']);
    expect(archive.state.unreadable).toBe(1);
  });

  it('loses and doubles nothing if several write at once', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 400);
    const writers = [1, 2, 3].map(() => place.open({ mostRows: 40 }));
    await Promise.all(writers.map((writer) => writer.catchUp()));
    await send(place, 400, 100);
    await Promise.all(writers.map((writer) => writer.catchUp()));
    expect(await idsOf(place)).toEqual(idsFrom(0, 500));
  });

  it('does a plan again that a killed writer left, and leaves no file that it does not name', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 100);
    const killed = place.open({ mostRows: 60 });
    // It dies once its file is there, before it says so.
    const real = place.store.putIfAbsent.bind(place.store);
    let writes = 0;
    place.store.putIfAbsent = async (...call) => {
      if (++writes === 3) throw new Error('killed');
      return real(...call);
    };
    await expect(killed.catchUp()).rejects.toThrow('killed');
    place.store.putIfAbsent = real;
    const next = place.open();
    await next.catchUp();
    await next.deleteStray();
    expect(await idsOf(place)).toEqual(idsFrom(0, 100));
    const stored: string[] = [];
    for await (const { key } of place.store.list('tenant=')) stored.push(key);
    expect(stored.sort()).toEqual(next.state.files.map(({ key }) => key).sort());
  });
});

/** Every byte of the archive as text, the rows of its Parquet files included. */
async function everything({ store, root }: ArchivePlace): Promise<string> {
  const texts: string[] = [];
  await using db = await DuckDb.open();
  for await (const { key } of store.list('')) {
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
      items: [{ itemId: 'only-gone', position: 0, propensity: 0 }],
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
    const state: ArchiveState = archive.state;
    expect(state.erasures).toHaveLength(1);
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

  it('takes an import back', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 10);
    const imported = [20, 21].map((n) => asPartOf(encode(interaction(n)), 'i-77'));
    await place.bus.publish(TOPICS.interactions, imported);
    const archive = place.open();
    await archive.catchUp();
    await place.bus.eraseImport([TOPICS.interactions], 'i-77');
    const retraction = { tenantId: 'default', importId: 'i-77', eventIds: ['e-20'] };
    await place.bus.publish(TOPICS.interactions, [
      encodeRetraction({ ...retraction, userId: 'user-6' }),
      encodeRetraction({ ...retraction, userId: 'user-0', eventIds: ['e-21'] }),
    ]);
    await archive.catchUp();
    expect(archive.state.erasures).toHaveLength(1);
    expect(await archive.erase()).toBe(1);
    expect(await idsOf(place)).toEqual(idsFrom(0, 10));
  });

  it('refuses a key that can be guessed', () => {
    using place = new ArchivePlace();
    expect(() => place.open({ key: 'short' })).toThrow(
      expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'STARS_ARCHIVE_KEY' }),
    );
  });
});

async function proofsOf({ store }: ArchivePlace): Promise<Record<string, unknown>[]> {
  const proofs: Record<string, unknown>[] = [];
  for await (const { key } of store.list(proofKey('').replace('.json', ''))) {
    proofs.push(JSON.parse((await store.get(key))!.toString()) as Record<string, unknown>);
  }
  return proofs;
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodeDeleteUser, encodeUserUpsert, Interaction, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import {
  ArchivePlace,
  encode,
  idsFrom,
  idsOf,
  interaction,
  keysOf,
  NOON,
  rowsOf,
  send,
} from './testing/archive-place.js';

describe('an archive', () => {
  it('has each message of the bus once, with all of its fields, by the UTC day of its event', async () => {
    using place = new ArchivePlace();
    const full = interaction(1, {
      tenantId: 'shop',
      time: new Date('2025-12-31T23:59:59.999Z'),
      ...{
        sessionId: 's',
        pageId: 'p',
        region: 'Zürich',
        quantity: 2.5,
        value: 0,
        recommendationId: 'r',
        category: 'Wine',
        query: 'red wine',
      },
    });
    await place.bus.publish(TOPICS.interactions, [encode(full), encode(interaction(2))]);
    await place.open().catchUp();
    const rows = await rowsOf(place.store, place.root);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      ...{ tenant: 'shop', kind: 'interaction', event_id: 'e-1', user_id: 'user-1', item_id: 'item-1' },
      ...{ type: 'purchase', own_kind: null, session_id: 's', page_id: 'p', region: 'Zürich', quantity: 2.5, value: 0 },
      ...{ recommendation_id: 'r', category: 'Wine', brand: null, query: 'red wine', bus_partition: 0, bus_offset: 0n },
      time: new Date('2025-12-31T23:59:59.999Z'),
      day: new Date('2025-12-31'),
    });
    expect(rows[1]).toMatchObject({ tenant: 'default', session_id: null, quantity: null, value: null });
    expect(readdirSync(join(place.root, 'tenant=shop/kind=interaction'))).toEqual(['day=2025-12-31']);
  });

  it('is the same for readers that look at it at once, while it grows', async () => {
    using place = new ArchivePlace();
    const [writer, reader] = [place.open(), place.open()];
    for (let n = 0; n < 5; n++) {
      await place.bus.publish(TOPICS.interactions, [encode(interaction(n))]);
      await Promise.all([writer.catchUp(), ...[0, 1, 2, 3].map(() => reader.refresh())]);
      await Promise.all([0, 1, 2, 3].map(() => reader.refresh()));
      expect(reader.state).toEqual(writer.state);
    }
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
    for (let i = 0; i < 9; i++) {
      await send(place, i * 10, 10);
      await place.open().catchUp();
    }
    const archive = place.open();
    await archive.catchUp();
    expect(archive.state.files.length).toBeLessThan(4);
    const stored = () => readdirSync(join(place.root, 'tenant=default/kind=interaction/day=2026-03-10')).length;
    expect(stored()).toBe(archive.state.files.length + archive.state.replaced.length);
    place.now += 600_001;
    await archive.catchUp();
    expect(stored()).toBe(archive.state.files.length);
    expect(await idsOf(place)).toEqual(idsFrom(0, 90));
  });

  it('counts a message once whose id comes twice, and goes on after one that cannot be read', async () => {
    using place = new ArchivePlace();
    const again = { ...encode(interaction(1)), id: 'a bus without memory of ids' };
    const broken = { key: 'default/u', id: 'broken', value: Buffer.from([255, 255]), headers: {} };
    // Of a producer that bypasses the API, which would refuse both.
    const raw = (id: string, some: Partial<Interaction>) => ({
      ...{ key: 'default/u', id, headers: {} },
      value: Interaction.encode(interaction(3, some)).finish(),
    });
    const hostile = raw('hostile', { tenantId: '../../etc' });
    const nameless = [4, 5].map((n) => raw(`nameless-${n}`, { eventId: '' }));
    await place.bus.publish(TOPICS.interactions, [
      ...[encode(interaction(1)), broken, again, hostile, encode(interaction(2)), ...nameless],
    ]);
    const archive = place.open();
    await archive.catchUp();
    expect(await idsOf(place)).toEqual(['e-1', 'e-2', 'nameless-4', 'nameless-5']);
    expect(archive.state.unreadable).toBe(2);
  });

  it('loses and doubles nothing if several write at once', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 400);
    const writers = [1, 2, 3].map(() => place.open({ mostRows: 100 }));
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
    place.store.putIfAbsent = async (...call) => {
      if (call[0] === '_log/000000000002.json') throw new Error('killed');
      return real(...call);
    };
    await expect(killed.catchUp()).rejects.toThrow('killed');
    place.store.putIfAbsent = real;
    const next = place.open();
    await next.catchUp();
    expect(await idsOf(place)).toEqual(idsFrom(0, 100));
    expect((await keysOf(place.store, 'tenant=')).sort()).toEqual(next.state.files.map(({ key }) => key).sort());
  });

  it('says that a topic was made anew, archives nothing of it, and goes on with the others', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 10);
    await place.open().catchUp();
    // The bus is restored as it was before the last three.
    const bus = {
      read: place.bus.read.bind(place.bus),
      endOffsets: async (topic: string) =>
        topic === TOPICS.interactions ? new Map([[0, 7]]) : place.bus.endOffsets(topic),
    };
    await place.bus.publish(TOPICS.users, [encodeUserUpsert({ tenantId: '', userId: 'u', version: 1, features: {} })]);
    const archive = place.open({ bus });
    await expect(archive.catchUp()).rejects.toMatchObject({
      code: 'STARS_CONFIG_INVALID',
      field: 'STARS_ARCHIVE',
      message: expect.stringContaining(`less of ${TOPICS.interactions} than the archive`),
    });
    expect(await idsOf(place)).toEqual(idsFrom(0, 10));
    expect(archive.state.positions[TOPICS.users]).toEqual({ 0: 1 });
    // Whoever is deleted now has rows beyond the end of the bus, too.
    await place.bus.publish(TOPICS.users, [encodeDeleteUser({ tenantId: '', userId: 'user-2' }, new Date(NOON))]);
    await expect(archive.catchUp()).rejects.toThrow();
    expect(archive.state.erasures.map(({ ends }) => ends[TOPICS.interactions])).toEqual([{ 0: 10 }]);
    expect(await archive.erase()).toBe(1);
    expect(await idsOf(place)).toEqual(idsFrom(0, 10).filter((id) => id !== 'e-2' && id !== 'e-9'));
  });

  it('says that a topic was made anew though it has grown beyond what was archived, and knows one that lost messages', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 10);
    await place.open().catchUp();
    // The last one is of a user who is deleted: it says nothing.
    await place.bus.eraseKey([TOPICS.interactions], 'default/user-2');
    await send(place, 10, 5);
    await place.open().catchUp();
    expect(await idsOf(place)).toEqual(idsFrom(0, 15));
    using anew = new ArchivePlace();
    await send(anew, 100, 30);
    await expect(place.open({ bus: anew.bus }).catchUp()).rejects.toMatchObject({
      code: 'STARS_CONFIG_INVALID',
      message: expect.stringContaining(TOPICS.interactions),
    });
    expect(await idsOf(place)).toEqual(idsFrom(0, 15));
  });

  it('goes on in a process that slept until its entries were deleted', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 1);
    const sleeper = place.open();
    await sleeper.catchUp();
    for (let i = 1; i < 4; i++) {
      await send(place, i, 1);
      await place.open().catchUp();
    }
    await place.store.delete(['_log/000000000003.json', '_log/000000000004.json']);
    await send(place, 4, 1);
    await sleeper.catchUp();
    expect(await idsOf(place)).toEqual(idsFrom(0, 5));
  });
});

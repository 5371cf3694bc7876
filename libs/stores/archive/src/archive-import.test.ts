import { encodeUserDelete, type Interaction, TOPICS } from '@stars/contracts';
import type { ObjectBody, ObjectStore } from '@stars/object-store';
import { describe, expect, it } from 'vitest';
import type { Archive } from './archive.js';
import { LongLog } from './long-log.js';
import {
  ArchivePlace,
  DAY_MS,
  encode,
  idsFrom,
  idsOf,
  interaction,
  keysOf,
  NOON,
  rowsOf,
  send,
} from './testing/archive-place.js';

const topic = TOPICS.interactions;

/** Events of some days, as an import has them. */
const events = (from: number, n: number, some: Partial<Interaction> = {}) =>
  Array.from({ length: n }, (_, i) =>
    encode(interaction(from + i, { time: new Date(NOON - ((from + i) % 5) * DAY_MS - i), ...some })),
  );

async function importInto(archive: Archive, messages: ReturnType<typeof events>) {
  await using importing = await archive.beginImport(topic);
  await importing.add(messages);
  return await importing.commit();
}

/** The store, with what happens before an object is written. */
const withPut = (store: ObjectStore, before: (key: string, body: ObjectBody) => Promise<void>): ObjectStore =>
  new Proxy(store, {
    get(target, name) {
      if (name === 'putIfAbsent') {
        return async (key: string, body: ObjectBody) => {
          await before(key, body);
          return target.putIfAbsent(key, body);
        };
      }
      const own = Reflect.get(target, name) as unknown;
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });

const fileNames = async ({ store }: ArchivePlace) =>
  (await keysOf(store, 'tenant=')).map((key) => key.slice(key.lastIndexOf('/') + 1, key.lastIndexOf('-')));

describe('an import into an archive', () => {
  it('adds rows once, in the order of the file, whatever bus and archive have already', async () => {
    using place = new ArchivePlace();
    const archive = place.open();
    // Archived, on the bus only, and twice in the file.
    await place.bus.publish(topic, events(0, 10));
    await archive.catchUp();
    await place.bus.publish(topic, events(10, 10));
    const given = [...events(0, 40), ...events(30, 3)];
    expect(await importInto(place.open(), given)).toEqual({ appended: 20, duplicates: 23 });
    expect(await importInto(place.open(), given)).toEqual({ appended: 0, duplicates: 43 });
    expect(archive.state.positions).not.toEqual((await archive.refresh()).positions);
    expect(archive.state.positions).toEqual({ [topic]: { 0: 10, '-1': 43 } });
    expect(archive.state.importing).toEqual([]);
    await archive.catchUp();
    expect((await idsOf(place)).sort()).toEqual(idsFrom(0, 40).sort());
    const importedFrom = async (offset: number): Promise<string[]> => {
      const read: string[] = [];
      for await (const batch of new LongLog(place.bus, archive).read({ topic, importedFrom: offset })) {
        for (const { id, partition } of batch) read.push(`${id} ${partition}`);
      }
      return read;
    };
    expect(await importedFrom(0)).toEqual(idsFrom(20, 20).map((id) => `default/${id} -1`));
    expect(await importedFrom(43)).toEqual([]);
    // A second one comes behind, and neither hides from a retention or another look at the bus.
    expect(await importInto(place.open(), events(40, 5))).toEqual({ appended: 5, duplicates: 0 });
    expect(await importedFrom(43)).toEqual(idsFrom(40, 5).map((id) => `default/${id} -1`));
    await archive.catchUp();
    expect(archive.state.positions[topic]).toEqual({ 0: 20, '-1': 48 });
  });

  it('sorts rows of many days in portions, and keeps every column', async () => {
    using place = new ArchivePlace();
    const some = { quantity: 2, value: 3.5, region: 'north', sessionId: 's', kind: 'own', tenantId: 'shop' };
    // Held, sorted and stored in many parts.
    const archive = place.open({ mostRows: 7 });
    await importInto(archive, [...events(0, 30, some), ...events(30, 30)]);
    expect(await importInto(archive, events(20, 20))).toEqual({ appended: 10, duplicates: 10 });
    await send(place, 100, 1);
    await place.open().catchUp();
    const rows = await rowsOf(place.store, place.root);
    expect(rows).toHaveLength(71);
    expect(rows[3]).toMatchObject({
      ...{ event_id: 'e-3', user_id: 'user-3', quantity: 2, value: 3.5, region: 'north', own_kind: 'own' },
      ...{ tenant: 'shop', bus_partition: -1, bus_offset: 3n, time: new Date(NOON - 3 * DAY_MS - 3) },
    });
    expect(rows.filter(({ tenant }) => tenant === 'default')).toHaveLength(41);
  });

  it('is not seen before its end, and its files go if it was killed', async () => {
    using place = new ArchivePlace();
    await send(place, 0, 3);
    const archive = place.open();
    await archive.catchUp();
    // As it is after a crash: files are there, and no entry names them.
    const killed = place.open({
      store: withPut(place.store, async (key, body) => {
        if (key.startsWith('_log') && String(body).includes('"imported"')) throw new Error('killed');
      }),
    });
    await expect(importInto(killed, events(10, 10))).rejects.toThrow('killed');
    expect(await fileNames(place)).toContain('import-000000000003');
    expect(await idsOf(place)).toEqual(idsFrom(0, 3));
    await archive.deleteStray();
    // It may still be at work.
    expect((await fileNames(place)).filter((name) => name.startsWith('import'))).toHaveLength(5);
    place.now += 2 * DAY_MS;
    await archive.deleteStray();
    expect(await fileNames(place)).toEqual(['part-000000000001']);
    expect(await importInto(place.open(), events(10, 10))).toEqual({ appended: 10, duplicates: 0 });
    expect((await idsOf(place)).sort()).toEqual([...idsFrom(0, 3), ...idsFrom(10, 10)].sort());
  });

  it('of the same rows twice at a time stores each once', async () => {
    using place = new ArchivePlace();
    const results = await Promise.all([1, 2, 3].map(() => importInto(place.open(), events(0, 40))));
    expect(results.map(({ appended }) => appended).sort()).toEqual([0, 0, 40]);
    expect((await idsOf(place)).sort()).toEqual(idsFrom(0, 40).sort());
    place.now += 2 * DAY_MS;
    await place.open().deleteStray();
    expect((await keysOf(place.store, 'tenant=')).length).toBe(5);
  });

  it('brings no row of a user who was deleted after it, also if the deletion comes meanwhile', async () => {
    using place = new ArchivePlace();
    const archive = place.open();
    const forget = (userId: string) =>
      place.bus.publish(TOPICS.users, [encodeUserDelete({ tenantId: 'default', userId, time: new Date(place.now) })]);
    await forget('user-1');
    await archive.catchUp();
    let waits = true;
    const other = place.open({
      store: withPut(place.store, async (key) => {
        if (!waits || !key.includes('import-')) return;
        waits = false;
        await forget('user-2');
        await archive.catchUp();
      }),
    });
    await using importing = await other.beginImport(topic);
    await importing.add(events(0, 70));
    expect(await importing.commit()).toEqual({ appended: 50, duplicates: 20 });
    expect(waits).toBe(false);
    // One who is deleted afterwards is erased.
    await forget('user-3');
    await archive.catchUp();
    await archive.erase();
    const users = new Set((await rowsOf(place.store, place.root)).map(({ user_id: id }) => String(id)));
    expect([...users].sort()).toEqual(['user-0', 'user-4', 'user-5', 'user-6']);
  });
});

import { Objection, objects } from '@stars/contracts';
import { expect, it } from 'vitest';
import { event, events, vectors, vectorsIn } from './contract-samples.js';
import type { HistoryEvent, ProfileStore } from './port.js';

/** Two stores on one place, and a tenant that no other test has. */
export interface StoresUnderTest {
  store: ProfileStore;
  other: ProfileStore;
  tenant: string;
}

/** The contract of every profile store for deleted users. */
export function itForgets(underTest: () => StoresUnderTest): void {
  const append = async (userId: string, list: readonly HistoryEvent[]): Promise<number | undefined> => {
    const { store, tenant } = underTest();
    return (await store.appendEvents(tenant, [{ userId, events: list }]))[0];
  };
  const timesOf = async (userId: string): Promise<number[]> => {
    const { other, tenant } = underTest();
    return ((await other.get(tenant, [userId]))[0]?.history ?? []).map((e) => e.time);
  };

  it('deletes a user, ignores replays, and lets the user come back', async () => {
    const { store, other, tenant } = underTest();
    await append('u', events(0, 10));
    await store.putFeatures(tenant, [{ userId: 'u', version: 4, features: { age: '35' } }]);
    await store.putVectors(tenant, [{ userId: 'u', vectors: vectors('m', 9) }]);
    await store.delete(tenant, [{ userId: 'u', time: 100 }]);
    expect(await other.get(tenant, ['u'])).toEqual([undefined]);
    expect(await vectorsIn(other, tenant, ['u'], 'm')).toEqual([undefined]);
    expect(await store.count(tenant)).toBe(0);
    expect((await store.scan(tenant, { limit: 5 })).userIds).toEqual([]);
    // Events that were on their way when the user was deleted.
    expect(await append('u', [...events(0, 10), event(100)])).toBeUndefined();
    await store.putFeatures(tenant, [{ userId: 'u', version: 4, features: { age: '35' } }]);
    await store.putVectors(tenant, [{ userId: 'u', vectors: vectors('m', 9) }]);
    expect(await store.get(tenant, ['u'])).toEqual([undefined]);
    expect(await append('u', [event(99), event(101)])).toBe(1);
    // A repeated deletion must not remove later events.
    await store.delete(tenant, [{ userId: 'u', time: 100 }]);
    expect((await store.get(tenant, ['u']))[0]).toMatchObject({
      features: {},
      vectors: [],
      history: [{ time: 101 }],
    });
    await store.putFeatures(tenant, [{ userId: 'u', version: 5, features: { age: '36' } }]);
    expect((await store.get(tenant, ['u']))[0]!.features).toEqual({ age: '36' });
  });

  it('stores vectors of a user who came back, but none of deleted events', async () => {
    const { store, other, tenant } = underTest();
    await store.delete(tenant, [{ userId: 'u', time: 100 }]);
    await append('u', [event(101)]);
    await store.putVectors(tenant, [
      { userId: 'u', vectors: vectors('of the forgotten', 100) },
      { userId: 'u', vectors: vectors('of no events', 0) },
      { userId: 'u', vectors: vectors('of later ones', 101) },
    ]);
    const [profile] = await other.get(tenant, ['u']);
    expect(profile!.vectors.map(({ modelVersion }) => modelVersion).sort()).toEqual(['of later ones', 'of no events']);
  });

  it('remembers which features were deleted, also after another deletion', async () => {
    const { store, other, tenant } = underTest();
    await store.putFeatures(tenant, [{ userId: 'u', version: 4, features: { age: '35' } }]);
    await store.delete(tenant, [{ userId: 'u', time: 100 }]);
    await store.delete(tenant, [{ userId: 'u', time: 200 }]);
    await store.putFeatures(tenant, [{ userId: 'u', version: 4, features: { age: '35' } }]);
    expect(await other.get(tenant, ['u'])).toEqual([undefined]);
  });

  it('deletes only up to the time of the deletion', async () => {
    const { store, tenant } = underTest();
    await append('u', events(0, 10));
    await store.delete(tenant, [{ userId: 'u', time: 6 }]);
    expect(await timesOf('u')).toEqual([7, 8, 9]);
  });

  it('deletes what lies ahead of the clock, minutes and years, and lets the user come back', async () => {
    const { store, other, tenant } = underTest();
    const [NOW, MINUTE, OF_9999] = [Date.parse('2026-11-27T12:00:00Z'), 60_000, Date.parse('9999-12-31T12:00:00Z')];
    await append('u', [event(NOW - 1), event(NOW + 2 * MINUTE), event(OF_9999)]);
    await store.putFeatures(tenant, [{ userId: 'u', version: 4, features: { age: '35' } }]);
    await store.putVectors(tenant, [{ userId: 'u', vectors: vectors('m', 9) }]);
    await store.delete(tenant, [{ userId: 'u', time: NOW, now: NOW }]);
    expect(await other.get(tenant, ['u'])).toEqual([undefined]);
    expect(await store.count(tenant)).toBe(0);
    // Arrived before the deletion, and was handled after it.
    expect(await append('u', [event(NOW)])).toBeUndefined();
    expect(await append('u', [event(NOW + 1)])).toBe(1);
    // The tombstone comes a while later, when the user is back already.
    await other.delete(tenant, [{ userId: 'u', time: NOW, now: NOW + MINUTE }]);
    expect(await timesOf('u')).toEqual([NOW + 1]);
  });

  it('deletes what lies ahead of the clock, and keeps what came between the deletion and now', async () => {
    const { store, tenant } = underTest();
    await append('u', events(0, 20));
    await store.delete(tenant, [{ userId: 'u', time: 6, now: 9 }]);
    expect(await timesOf('u')).toEqual([7, 8, 9]);
    await append('v', events(0, 20));
    const twice = [
      { userId: 'v', time: 6, now: 8 },
      { userId: 'v', time: 3, now: 30 },
    ];
    await store.delete(tenant, twice);
    expect(await timesOf('v')).toEqual([7, 8]);
  });

  it('lets a user come back whose deletion was made by a clock that was a day ahead', async () => {
    const { store, other, tenant } = underTest();
    const now = Date.now();
    const deletion = { userId: 'u', time: now + 86_400_000 };
    await append('u', [event(now - 5000)]);
    await store.delete(tenant, [deletion]);
    expect(await append('u', [event(now - 3_600_000), event(now)])).toBe(1);
    await store.putVectors(tenant, [{ userId: 'u', vectors: vectors('m', now) }]);
    // The message comes again.
    await store.delete(tenant, [deletion]);
    expect(await timesOf('u')).toEqual([now]);
    expect(await vectorsIn(other, tenant, ['u'], 'm')).not.toEqual([undefined]);
    await store.delete(tenant, [{ userId: 'u', time: deletion.time + 1 }]);
    expect(await other.get(tenant, ['u'])).toEqual([undefined]);
  });

  it('remembers the deletion of a user it never saw', async () => {
    const { store, tenant } = underTest();
    await store.delete(tenant, [{ userId: 'u', time: 50 }]);
    expect(await append('u', events(45, 55))).toBe(4);
    expect(await timesOf('u')).toEqual([51, 52, 53, 54]);
  });

  it('stores no events that a concurrent deletion covers', async () => {
    const { store, other, tenant } = underTest();
    const userIds = Array.from({ length: 60 }, (_, i) => `u${i}`);
    await Promise.all(
      userIds.flatMap((userId) => [
        store.appendEvents(tenant, [{ userId, events: events(0, 10) }]),
        other.delete(tenant, [{ userId, time: 6 }]),
      ]),
    );
    const profiles = await store.get(tenant, userIds);
    for (const profile of profiles) expect(profile!.history.map((e) => e.time)).toEqual([7, 8, 9]);
  });

  it('applies the later of two concurrent deletions', async () => {
    const { store, other, tenant } = underTest();
    const userIds = Array.from({ length: 60 }, (_, i) => `u${i}`);
    await Promise.all(
      userIds.flatMap((userId, i) => [
        store.delete(tenant, [{ userId, time: i % 2 === 0 ? 20 : 30 }]),
        other.delete(tenant, [{ userId, time: i % 2 === 0 ? 30 : 20 }]),
      ]),
    );
    const late = userIds.map((userId) => ({ userId, events: events(0, 40) }));
    expect(new Set(await store.appendEvents(tenant, late))).toEqual(new Set([9]));
  });

  it('stores nothing of a user who objects, whatever its time, until the objection is withdrawn', async () => {
    const { store, other, tenant } = underTest();
    const features = (version: number) => store.putFeatures(tenant, [{ userId: 'u', version, features: { age: '1' } }]);
    const now = Date.now();
    await append('u', [event(5), event(now + 1000)]);
    await features(4);
    await store.putVectors(tenant, [{ userId: 'u', vectors: vectors('m', 5) }]);
    const made = { userId: 'u', time: now, objection: Objection.OBJECTION_MADE };
    await store.delete(tenant, [made]);
    const late = 2 * now;
    const sendAll = async (): Promise<void> => {
      await append('u', [event(5), event(now + 1), event(late)]);
      await features(5);
      await store.putVectors(tenant, [{ userId: 'u', vectors: vectors('m', late) }]);
    };
    await sendAll();
    await store.delete(tenant, [{ userId: 'u', time: now + 5 }]);
    await sendAll();
    expect(await other.get(tenant, ['u'])).toEqual([undefined]);
    expect(await store.count(tenant)).toBe(0);
    const [mark, nobody] = await other.marks(tenant, ['u', 'v']);
    expect([objects(mark!.until), nobody!.until]).toEqual([true, undefined]);
    expect(mark!.hash).not.toBe(nobody!.hash);
    await store.delete(tenant, [{ userId: 'u', time: now + 9, objection: Objection.OBJECTION_WITHDRAWN }]);
    // The message about the objection comes again.
    await store.delete(tenant, [made]);
    expect((await other.marks(tenant, ['u']))[0]!.until).toBe(now + 9);
    await features(6);
    expect(await append('u', [event(now + 9), event(now + 10)])).toBe(1);
    expect((await other.get(tenant, ['u']))[0]).toMatchObject({
      features: { age: '1' },
      history: [{ time: now + 10 }],
    });
  });
}

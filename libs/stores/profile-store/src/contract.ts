import { randomUUID } from 'node:crypto';
import { storedEventId } from '@stars/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { itForgets } from './contract-forgetting.js';
import { itKeepsProgress } from './contract-progress.js';
import { event, events, VIEW, vectors, vectorsIn } from './contract-samples.js';
import { itKeepsWhatUsersSaw } from './contract-seen.js';
import { unpackEvents } from './history-events.js';
import { HISTORY_LIMIT, type HistoryEvent, type ProfileStore } from './port.js';

export interface ProfileStorePlace {
  /** Another store on the same place, like that of another process. */
  open(): Promise<ProfileStore>;
  dispose(): Promise<void>;
}

/** The contract of every profile store. Event ids come back as `storedEventId` of them. */
export function describeProfileStoreContract(name: string, makePlace: () => Promise<ProfileStorePlace>): void {
  describe(`${name} as a profile store`, () => {
    let place: ProfileStorePlace;
    let store: ProfileStore;
    let other: ProfileStore;
    let tenant: string;

    beforeAll(async () => {
      place = await makePlace();
      store = await place.open();
      other = await place.open();
    });
    beforeEach(() => {
      tenant = `tenant-${randomUUID()}`;
    });
    afterAll(async () => {
      await store.close();
      await other.close();
      await place.dispose();
    });

    const append = async (userId: string, list: readonly HistoryEvent[]): Promise<number> =>
      (await store.appendEvents(tenant, [{ userId, events: list }]))[0]!;
    const historyOf = async (userId: string): Promise<HistoryEvent[]> =>
      (await other.get(tenant, [userId]))[0]?.history ?? [];
    const itemsOf = async (userId: string): Promise<string[]> => (await historyOf(userId)).map((e) => e.itemId);

    it('knows nobody at first', async () => {
      expect(await store.get(tenant, ['nobody'])).toEqual([undefined]);
      expect(await vectorsIn(store, tenant, ['nobody'], 'm')).toEqual([undefined]);
      expect(await store.count(tenant)).toBe(0);
      expect(await store.scan(tenant, { limit: 10 })).toEqual({ userIds: [] });
      expect(await store.get(tenant, [])).toEqual([]);
    });

    it('keeps an event, except the text of its id', async () => {
      const sent = event(1_500_000_000_123, 'id-é🍏', { itemId: 'artículo 🍎', type: VIEW, region: 'Zürich' });
      expect(await append('usuario-ñ', [sent, event(1_500_000_000_124, 'plain', { region: '' })])).toBe(2);
      const [first, second] = await historyOf('usuario-ñ');
      expect({ ...first, eventId: '' }).toEqual({ ...sent, eventId: '' });
      expect(second).toMatchObject({ region: '', time: 1_500_000_000_124 });
      expect([first!.eventId, second!.eventId]).toEqual([storedEventId('id-é🍏'), storedEventId('plain')]);
      await store.putFeatures(tenant, [{ userId: 'usuario-ñ', version: 1, features: { age: 20 } }]);
      await store.putFeatures(tenant, [{ userId: 'without events', version: 1, features: { age: 30 } }]);
      const users = ['without events', 'nobody', 'usuario-ñ'];
      const packed = (await other.histories(tenant, users)).map(
        (user) => user && { ...user, history: unpackEvents(user.history) },
      );
      const profiles = await other.get(tenant, users);
      expect(packed).toEqual(profiles.map((profile) => profile && { ...profile, vectors: undefined }));
      expect(packed[2]!.history).toEqual([first, second]);
    });

    it('gives histories the vectors of one model, of the users who have them', async () => {
      await append('both', [event(1)]);
      await append('events', [event(1)]);
      const [first, second] = [vectors('m1', 3), vectors('m2', 4)];
      await store.putVectors(tenant, [
        { userId: 'both', vectors: first },
        { userId: 'both', vectors: second },
        { userId: 'vectors', vectors: first },
      ]);
      const users = ['vectors', 'nobody', 'both', 'events'];
      const vectorsOf = async (version?: string): Promise<unknown[]> =>
        (await other.histories(tenant, users, version)).map((user) => user && (user.vectors ?? null));
      expect(await vectorsOf('m2')).toEqual([null, undefined, second, null]);
      expect(await vectorsOf('m1')).toEqual([first, undefined, first, null]);
      expect(await vectorsOf()).toEqual([null, undefined, null, null]);
      expect((await other.histories(tenant, users, 'm2')).map((user) => user?.history.times.length)).toEqual([
        0,
        undefined,
        1,
        1,
      ]);
    });

    it('answers in the requested order, also for users named twice', async () => {
      const gains = await store.appendEvents(tenant, [
        { userId: 'a', events: [event(1), event(2)] },
        { userId: 'b', events: [] },
        { userId: 'a', events: [event(2), event(3)] },
      ]);
      expect(gains).toEqual([2, undefined, 1]);
      const profiles = await store.get(tenant, ['nobody', 'a', 'b', 'a']);
      expect(profiles.map((profile) => profile?.history.length)).toEqual([undefined, 3, undefined, 3]);
    });

    it('changes nothing for an event that comes again', async () => {
      await append('u', events(0, 5));
      expect(await append('u', [...events(0, 5), event(2)])).toBe(0);
      expect(await append('u', [event(9, 'twice'), event(9, 'twice')])).toBe(1);
      expect(await itemsOf('u')).toHaveLength(6);
    });

    it('sorts late events in by time, and keeps the order of arrival among equal times', async () => {
      await append('u', [event(10, 'a'), event(30, 'c')]);
      expect(await append('u', [event(20, 'b'), event(5, 'first'), event(30, 'd'), event(10, 'a2')])).toBe(4);
      expect(await itemsOf('u')).toEqual(['first', 'a', 'a2', 'b', 'c', 'd'].map((id) => `item-${id}`));
    });

    it('keeps the last HISTORY_LIMIT, and an older event of a full history changes nothing', async () => {
      expect(await append('u', events(0, 150))).toBe(150);
      const all = HISTORY_LIMIT + 300;
      expect(await append('u', events(150, all))).toBe(HISTORY_LIMIT);
      expect((await historyOf('u')).map((e) => e.time)).toEqual(events(300, all).map((e) => e.time));
      expect(await append('u', events(0, 300))).toBe(0);
      expect(await append('u', [event(400, 'late')])).toBe(1);
      const times = (await historyOf('u')).map((e) => e.time);
      expect(times).toHaveLength(HISTORY_LIMIT);
      expect(times[0]).toBe(301);
      expect(await append('u', [event(300)])).toBe(0);
    });

    it('gains nothing from a replay of a basket that the limit cut in two', async () => {
      const basket = Array.from({ length: 30 }, (_, i) => event(50, `basket${i}`));
      await append('u', [...basket, ...events(100, 85 + HISTORY_LIMIT)]);
      const before = await historyOf('u');
      expect(before).toHaveLength(HISTORY_LIMIT);
      expect(await append('u', basket)).toBe(0);
      expect(await historyOf('u')).toEqual(before);
    });

    it('keeps features by version', async () => {
      const put = (version: number, features: Record<string, string | number | boolean>): Promise<void> =>
        store.putFeatures(tenant, [{ userId: 'u', version, features }]);
      await put(2, { age: '35-44', größe: 1.5, member: true });
      await put(1, { age: 'old' });
      expect((await store.get(tenant, ['u']))[0]!.features).toEqual({ age: '35-44', größe: 1.5, member: true });
      await put(3, { age: '45-54' });
      expect((await other.get(tenant, ['u']))[0]).toMatchObject({
        features: { age: '45-54' },
        history: [],
        vectors: [],
      });
    });

    it('keeps vectors exactly, one a model version, until they are retired', async () => {
      await store.putVectors(tenant, [
        { userId: 'u', vectors: vectors('m1', 1) },
        { userId: 'u', vectors: vectors('m2', 2) },
        { userId: 'v', vectors: vectors('m1', 3, 0) },
      ]);
      expect(await vectorsIn(other, tenant, ['v', 'u', 'w'], 'm1')).toEqual([
        vectors('m1', 3, 0),
        vectors('m1', 1),
        undefined,
      ]);
      await store.putVectors(tenant, [{ userId: 'u', vectors: vectors('m1', 7) }]);
      const [profile] = await store.get(tenant, ['u']);
      const byVersion = new Map(profile!.vectors.map((entry) => [entry.modelVersion, entry]));
      expect(byVersion).toEqual(
        new Map([
          ['m1', vectors('m1', 7)],
          ['m2', vectors('m2', 2)],
        ]),
      );
      const elsewhere = `${tenant}-elsewhere`;
      await store.putVectors(elsewhere, [{ userId: 'u', vectors: vectors('m1', 1) }]);
      await store.retainVectors(tenant, ['m2', 'm3']);
      // A user with only vectors is still known, so that the next model can fill them.
      expect((await other.get(tenant, ['v']))[0]).toEqual({ userId: 'v', features: {}, history: [], vectors: [] });
      expect(await vectorsIn(store, tenant, ['u', 'v'], 'm1')).toEqual([undefined, undefined]);
      expect(await vectorsIn(store, tenant, ['u'], 'm2')).toEqual([vectors('m2', 2)]);
      expect(await vectorsIn(store, elsewhere, ['u'], 'm1')).toEqual([vectors('m1', 1)]);
    });

    it('scans every user once, by pages, and counts them', async () => {
      const all = Array.from({ length: 25 }, (_, i) => `user ${String(i).padStart(2, '0')} é`);
      await store.appendEvents(
        tenant,
        all.map((userId) => ({ userId, events: [event(1)] })),
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await other.scan(tenant, { limit: 7, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.userIds.length).toBeLessThanOrEqual(7);
        seen.push(...page.userIds);
        cursor = page.cursor;
      } while (cursor !== undefined);
      // A store whose tables shrink meanwhile may name one twice.
      expect([...new Set(seen)].sort()).toEqual(all);
      expect(await other.count(tenant)).toBe(25);
    });

    it('refuses a batch with an invalid element, before anything of it is stored', async () => {
      const invalid = store.appendEvents(tenant, [
        { userId: 'a', events: [event(1)] },
        { userId: 'b', events: [event(Number.NaN, 'when?')] },
      ]);
      await expect(invalid).rejects.toMatchObject({ code: 'STARS_INVALID_TIME' });
      const uneven = { ...vectors('m', 1), next: new Float32Array(3) };
      const misfit = store.putVectors(tenant, [
        { userId: 'a', vectors: vectors('m', 1) },
        { userId: 'b', vectors: uneven },
      ]);
      await expect(misfit).rejects.toMatchObject({ code: 'STARS_INVALID_FIELD' });
      expect(await other.count(tenant)).toBe(0);
    });

    it('keeps tenants apart', async () => {
      await append('u', events(0, 3));
      expect(await store.get(`${tenant}x`, ['u'])).toEqual([undefined]);
      await store.delete(`${tenant}x`, [{ userId: 'u', time: 100 }]);
      expect(await itemsOf('u')).toHaveLength(3);
    });

    itForgets(() => ({ store, other, tenant }));
    itKeepsWhatUsersSaw(() => ({ store, other, tenant }));
    itKeepsProgress(() => ({ store, other, tenant }));

    it('loses nothing of concurrent writers', async () => {
      const one = events(0, 60).filter((e) => e.time % 2 === 0);
      const two = events(0, 60).filter((e) => e.time % 2 === 1);
      await Promise.all(
        one.flatMap((e, i) => [
          store.appendEvents(tenant, [{ userId: 'u', events: [e] }]),
          other.appendEvents(tenant, [{ userId: 'u', events: [two[i]!] }]),
        ]),
      );
      expect((await historyOf('u')).map((e) => e.time)).toEqual(events(0, 60).map((e) => e.time));
    });
  });
}

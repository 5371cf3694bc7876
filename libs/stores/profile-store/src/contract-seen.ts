import { Objection, storedEventId } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoresUnderTest } from './contract-forgetting.js';
import { event } from './contract-samples.js';
import { SEEN_LIMIT, SEEN_MS, type SeenItem } from './port.js';

const seen = (time: number, surface = 'home', more: Partial<SeenItem> = {}): SeenItem => ({
  ...{ eventId: `${surface}/${time}`, itemId: `item-${time}`, surface, time },
  ...more,
});

/** The contract of every profile store for what users saw. */
export function itKeepsWhatUsersSaw(underTest: () => StoresUnderTest): void {
  const put = (userId: string, ...items: SeenItem[]): Promise<void> =>
    underTest().store.putSeen(underTest().tenant, [{ userId, items }]);
  const read = async (userId: string, tenant = underTest().tenant): Promise<SeenItem[]> =>
    (await underTest().other.seen(tenant, [userId]))[0]!;
  const timesOf = async (userId: string): Promise<number[]> => (await read(userId)).map(({ time }) => time);

  it('keeps what a user saw, apart from the profile', async () => {
    const { store, other, tenant } = underTest();
    await store.putSeen(tenant, [
      { userId: 'ü', items: [seen(2, 'añadir'), seen(1, '')] },
      { userId: 'v', items: [seen(3)] },
      { userId: 'ü', items: [seen(5)] },
    ]);
    const stored = [seen(1, ''), seen(2, 'añadir'), seen(5)].map((item) => ({
      ...item,
      eventId: storedEventId(item.eventId),
    }));
    expect((await other.seen(tenant, ['nobody', 'ü', 'v'])).map((items) => items.length)).toEqual([0, 3, 1]);
    expect(await read('ü')).toEqual(stored);
    expect(await other.get(tenant, ['ü'])).toEqual([undefined]);
    expect([await other.count(tenant), await other.scan(tenant, { limit: 9 })]).toEqual([0, { userIds: [] }]);
    expect(await read('ü', `${tenant}x`)).toEqual([]);
  });

  it('keeps the last of a month, however many come, and whatever their order', async () => {
    await put('u', ...Array.from({ length: SEEN_LIMIT + 20 }, (_, n) => seen(n)));
    await put('u', seen(3), seen(SEEN_LIMIT));
    expect(await timesOf('u')).toEqual(Array.from({ length: SEEN_LIMIT }, (_, n) => n + 20));
    await put('u', seen(SEEN_MS + 510));
    await put('u', seen(4), seen(600));
    expect(await timesOf('u')).toEqual([511, 512, 513, 514, 515, 516, 517, 518, 519, 600, SEEN_MS + 510]);
  });

  it('keeps the same after any order, redelivery and split', async () => {
    const { store, other, tenant } = underTest();
    const item = fc.record({ n: fc.nat({ max: 12 }), tenant: fc.constantFrom('', 'x'), batch: fc.nat({ max: 3 }) });
    let user = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 20 }), async (sent) => {
        const userId = `u${user++}`;
        for (const batch of Map.groupBy(sent, (one) => `${one.batch}${one.tenant}`).values()) {
          const through = batch[0]!.batch % 2 ? store : other;
          await through.putSeen(
            tenant + batch[0]!.tenant,
            batch.map(({ n }) => ({ userId, items: [seen(n)] })),
          );
        }
        for (const suffix of ['', 'x']) {
          const times = new Set(sent.filter((one) => one.tenant === suffix).map(({ n }) => n));
          const stored = await read(userId, tenant + suffix);
          expect(stored.map(({ time }) => time)).toEqual([...times].sort((a, b) => a - b));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('forgets it with the user, and takes nothing from before', async () => {
    const { store, other, tenant } = underTest();
    await put('u', seen(5), seen(10), seen(20));
    await put('only saw', seen(5));
    await store.delete(tenant, [
      { userId: 'u', time: 10, now: 19 },
      { userId: 'only saw', time: 10 },
    ]);
    await put('u', seen(5), seen(10), seen(15));
    expect([await timesOf('u'), await timesOf('only saw')]).toEqual([[15], []]);
    // The message comes again.
    await other.delete(tenant, [{ userId: 'u', time: 10, now: 19 }]);
    expect(await timesOf('u')).toEqual([15]);
    await store.appendEvents(tenant, [{ userId: 'u', events: [event(16)] }]);
    await store.delete(tenant, [{ userId: 'u', time: 30 }]);
    expect(await timesOf('u')).toEqual([]);
  });

  it('takes nothing of a user who objects, until the objection is withdrawn', async () => {
    const { store, tenant } = underTest();
    const now = Date.now();
    await put('u', seen(now));
    await store.delete(tenant, [{ userId: 'u', time: now, objection: Objection.OBJECTION_MADE }]);
    await put('u', seen(now + 1));
    expect(await timesOf('u')).toEqual([]);
    await store.delete(tenant, [{ userId: 'u', time: now + 2, objection: Objection.OBJECTION_WITHDRAWN }]);
    await put('u', seen(now + 2), seen(now + 3));
    expect(await timesOf('u')).toEqual([now + 3]);
  });

  it('loses nothing of concurrent writers and deletions', async () => {
    const { store, other, tenant } = underTest();
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        (n % 2 ? store : other).putSeen(tenant, [{ userId: 'u', items: [seen(n)] }]),
      ).concat(store.delete(tenant, [{ userId: 'u', time: 9 }])),
    );
    expect(await timesOf('u')).toEqual(Array.from({ length: 20 }, (_, n) => n + 10));
    await expect(put('u', seen(Number.NaN))).rejects.toMatchObject({ code: 'STARS_INVALID_TIME' });
  });
}

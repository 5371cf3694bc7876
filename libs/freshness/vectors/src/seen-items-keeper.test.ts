import { EVENT_TIME_BOUNDS, encodeImpression, Impression } from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import { createMetrics } from '@stars/platform';
import { SqliteProfileStore } from '@stars/profile-store';
import { openDatabase } from '@stars/sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeenItemsKeeper } from './seen-items-keeper.js';

const NOW = Date.UTC(2026, 10, 1);

function newTestKeeper() {
  const profiles = new SqliteProfileStore(openDatabase(':memory:'));
  const metrics = createMetrics('keeper', { processMetrics: false });
  const sut = new SeenItemsKeeper({ profiles, metrics, clock: () => NOW, eventTimes: EVENT_TIME_BOUNDS });
  const send = (pages: Partial<Impression>[]) => sut.apply(pages.map(messageOf));
  const seenBy = async (tenant: string, userId = 'u') =>
    (await profiles.seen(tenant, [userId]))[0]!.map(({ surface, itemId, time }) => [surface, itemId, NOW - time]);
  return { sut, send, seenBy, metrics };
}

function messageOf(part: Partial<Impression>): BusMessage {
  const items = [{ itemId: 'a', position: 0 }];
  const page = { eventId: 'e', userId: 'u', pageId: 'p', surface: 'home', confirmed: true, time: new Date(NOW), items };
  const { value, key } = encodeImpression(Impression.fromPartial({ ...page, ...part }));
  return { topic: 't', partition: 0, offset: 0, id: 'e', key, value, headers: {} } as unknown as BusMessage;
}

it('keeps what is confirmed and has a surface, by placement, each item once a page', async () => {
  const { send, seenBy, metrics } = newTestKeeper();
  const placed = ['a', 'b'].map((itemId, position) => ({ itemId, position, propensity: 1, placement: 'deals' }));
  await send([
    {},
    { eventId: 'again', time: new Date(NOW + 1) },
    { pageId: 'unseen', confirmed: false },
    { pageId: 'nowhere', surface: '' },
    { pageId: 'whole page', surface: 'product', items: placed },
    { pageId: 'later', time: new Date(NOW - 5) },
    { tenantId: 'other', pageId: 'x' },
  ]);
  expect(await seenBy('default')).toEqual([
    ['home', 'a', 5],
    ['home', 'a', 0],
    ['deals', 'a', 0],
    ['deals', 'b', 0],
  ]);
  expect(await seenBy('other')).toEqual([['home', 'a', 0]]);
  expect(await metrics.expose()).toMatch(/freshness_seconds_count\{[^}]*flow="impression",stage="stored"/);
});

it('gives messages that lack something, or of a wrong clock, back with their codes', async () => {
  const { sut, seenBy } = newTestKeeper();
  const timeless = Impression.encode(Impression.fromPartial({ eventId: 'e', userId: 'u', pageId: 'p' })).finish();
  const pages = [{ pageId: 'ahead', time: new Date(NOW + 3_600_000) }, {}].map(messageOf);
  const poison = await sut.apply([...pages, { ...pages[0]!, value: timeless }]);
  expect(poison).toMatchObject([{ code: 'STARS_TIME_AHEAD' }, { code: 'STARS_FIELD_REQUIRED' }]);
  expect(await seenBy('default')).toHaveLength(1);
});

it('keeps the same of two tenants, whatever the order, batches and repeats', async () => {
  const page = fc.record({
    tenantId: fc.constantFrom('t1', 't2'),
    pageId: fc.constantFrom('p1', 'p2', 'p3'),
    surface: fc.constantFrom('home', 'cart'),
  });
  const times = new Map(['p1', 'p2', 'p3'].map((pageId, n) => [pageId, new Date(NOW - n)]));
  await fc.assert(
    fc.asyncProperty(fc.array(page, { maxLength: 12 }), fc.nat({ max: 12 }), async (pages, cut) => {
      const timed = pages.map((one) => ({ ...one, eventId: JSON.stringify(one), time: times.get(one.pageId)! }));
      const [once, often] = [newTestKeeper(), newTestKeeper()];
      await once.send(timed);
      await often.send(timed.slice(cut).reverse());
      await often.send([...timed.slice(0, cut), ...timed]);
      for (const tenant of ['t1', 't2'])
        expect((await often.seenBy(tenant)).sort()).toEqual((await once.seenBy(tenant)).sort());
    }),
    { numRuns: 30 },
  );
});

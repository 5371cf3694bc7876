import { randomUUID } from 'node:crypto';
import { encodeDeleteUser, encodeImpression, Impression, TOPICS } from '@stars/contracts';
import { openKafkaEventBus } from '@stars/event-bus';
import { describe, expect, it } from 'vitest';
import { activityWindow, readActivity } from './activity/read-activity.js';
import { retain } from './retain.js';
import { ArchivePlace, DAY_MS, encode, idsFrom, idsOf, interaction, NOON } from './testing/archive-place.js';

const brokers = process.env['STARS_TEST_KAFKA'] ?? '';

describe.skipIf(brokers === '')('an archive of a bus on Kafka', () => {
  it('has each message once, of all partitions, and none of a deleted user', async () => {
    using place = new ArchivePlace();
    const bus = await openKafkaEventBus({ brokers: [brokers], prefix: `archive-${randomUUID()}`, partitions: 3 });
    const send = (from: number, n: number) =>
      bus.publish(
        TOPICS.interactions,
        Array.from({ length: n }, (_, i) => encode(interaction(from + i, { userId: `user-${(from + i) % 40}` }))),
      );
    await send(0, 500);
    await place.open({ bus, mostRows: 130 }).catchUp();
    await send(500, 200);
    const tombstone = encodeDeleteUser({ tenantId: '', userId: 'user-3' }, new Date(place.now));
    await bus.eraseKey([TOPICS.interactions], tombstone.key);
    await bus.publish(TOPICS.users, [tombstone]);
    await send(700, 100);
    const archive = place.open({ bus });
    await archive.catchUp();
    expect(await archive.erase()).toBe(1);
    // No message is a millisecond in the future: all of them would go, and all are archived.
    await archive.catchUp();
    const config = { retentionMs: 0, now: Date.now() + 1000 };
    expect(await retain(bus, archive.state, config.retentionMs, config.now)).toContain(TOPICS.interactions);
    await send(800, 10);
    await expect(retain(bus, archive.state, 0, Date.now() + 1000)).rejects.toMatchObject({
      code: 'STARS_NOT_ENOUGH_DATA',
      message: expect.stringContaining(`10 messages of ${TOPICS.interactions}`),
    });
    await bus.close();
    // What was sent after the deletion with a time before it is from before it.
    const left = idsFrom(0, 800).filter((_, n) => n % 40 !== 3);
    expect((await idsOf(place)).toSorted()).toEqual(left.toSorted());
    expect(Object.keys(archive.state.positions[TOPICS.interactions]!)).toHaveLength(3);
  });

  it('is not needed to count activity: a window of the bus has what is new, and nobody who was deleted', async () => {
    const bus = await openKafkaEventBus({ brokers: [brokers], prefix: `activity-${randomUUID()}`, partitions: 3 });
    using window = activityWindow(bus, () => NOON);
    const shop = async (from: number, n: number) => {
      const pages = Array.from({ length: n }, (_, i) => pageOf(from + i));
      const clicks = pages.map(({ userId, recommendationId }, i) =>
        encode(interaction(from + i, { userId, recommendationId, itemId: 'a', time: new Date(NOON) })),
      );
      await bus.publish(
        TOPICS.impressions,
        pages.map((page) => encodeImpression(page)),
      );
      await bus.publish(TOPICS.interactions, clicks);
    };
    const counts = async () => {
      const range = { from: NOON - DAY_MS, until: NOON + DAY_MS, bucket: 'day', timeZone: 'UTC' } as const;
      const question = { ...range, tenant: 'default', withinDays: 7, topItems: 1 };
      const { answers, events } = await readActivity({ window }, question);
      return [answers, events.filter(({ origin }) => origin === 'DIRECT')].map((rows) =>
        rows.reduce((sum, { n }) => sum + Number(n), 0),
      );
    };
    await shop(0, 300);
    expect(await counts()).toEqual([300, 300]);
    await shop(300, 20);
    expect(await counts()).toEqual([320, 320]);
    await bus.publish(TOPICS.users, [encodeDeleteUser({ tenantId: '', userId: 'user-3' }, new Date(NOON + 1000))]);
    expect(await counts()).toEqual([312, 312]);
    await bus.close();
  });
});

const pageOf = (n: number): Impression =>
  Impression.fromPartial({
    ...{ tenantId: 'default', eventId: `page-${n}`, pageId: `page-${n}`, userId: `user-${n % 40}` },
    ...{ recommendationId: `r-${n}`, surface: 'home', time: new Date(NOON) },
    items: [{ itemId: 'a', position: 0 }],
  });

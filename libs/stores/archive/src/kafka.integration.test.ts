import { randomUUID } from 'node:crypto';
import { encodeDeleteUser, TOPICS } from '@stars/contracts';
import { openKafkaEventBus } from '@stars/event-bus';
import { describe, expect, it } from 'vitest';
import { ArchivePlace, encode, idsFrom, idsOf, interaction } from './testing/archive-place.js';

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
    await bus.close();
    // What was sent after the deletion with a time before it is from before it.
    const left = idsFrom(0, 800).filter((_, n) => n % 40 !== 3);
    expect((await idsOf(place)).toSorted()).toEqual(left.toSorted());
    expect(Object.keys(archive.state.positions[TOPICS.interactions]!)).toHaveLength(3);
  });
});

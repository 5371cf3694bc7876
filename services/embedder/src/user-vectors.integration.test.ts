import { Interaction, TOPICS, UserChange } from '@stars/contracts';
import { DEAD_LETTER_HEADERS } from '@stars/event-bus';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore, UserVectors } from '@stars/profile-store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';
import { distance, expectSame } from './testing/expect-same.js';

let world: EmbedderWorld;

beforeEach(async () => {
  world = new EmbedderWorld();
  await world.startIndexer();
  await world.publishItems();
});
afterEach(() => world.close());

async function startServing(): Promise<void> {
  await world.start();
  await world.publishModel('v1');
  await world.drain();
}

const vectorsOf = async (userId: string, version = 'v1'): Promise<UserVectors> =>
  (await world.userVectors(userId, version))!;

const expectSameVectors = async (one: [string, string], other: [string, string]): Promise<void> =>
  expectSame(await vectorsOf(...one), await vectorsOf(...other));

describe('vectors of users', () => {
  it('are after many small steps the same as after a full refresh', async () => {
    await startServing();
    const users = ['u1', 'u2', 'u3'];
    await world.publish(TOPICS.users, world.user('u2', 1, { age: 70, segment: 'b' }));
    for (let step = 0; step < 12; step++) {
      const user = users[step % 3]!;
      const basket = [ITEMS[step % 6]!, ITEMS[(5 * step + 1) % 6]!];
      await world.publish(TOPICS.interactions, ...basket.map((itemId) => world.event(user, itemId, 7 * step)));
      await world.drain();
    }
    await world.publish(TOPICS.users, world.user('u1', 1, { segment: 'a' }));
    await world.drain();
    await world.publishModel('v2');
    await world.drain();
    for (const user of users) await expectSameVectors([user, 'v1'], [user, 'v2']);
    expect(distance(await vectorsOf('u1'), await vectorsOf('u3'))).toBeGreaterThan(0.01);
  });

  it('cost two reads of profiles a batch: before its events for the statistics, and after them', async () => {
    let reads = 0;
    const histories: ProfileStore['histories'] = (...given) => {
      reads++;
      return world.profiles.histories(...given);
    };
    await world.start({ profiles: replacing<ProfileStore>(world.profiles, { histories }) });
    await world.publishModel('v1');
    await world.publish(TOPICS.users, world.forget('gone', 5));
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1));
    await world.drain();
    // Of a user whom the store knows, and from before a deletion. What looks for late users now and then reads too.
    for (const eventOf of [
      (n: number) => world.event('u', 'b', 2 + n),
      (n: number) => world.event('gone', 'a', 4, `late${n}`),
    ]) {
      let tries = 0;
      await vi.waitFor(async () => {
        reads = 0;
        await world.publish(TOPICS.interactions, eventOf(tries++));
        await world.drain();
        expect(reads).toBe(2);
      }, 20_000);
    }
    const left: string[] = [];
    for await (const batch of world.bus.read({ topic: TOPICS.interactions })) left.push(...batch.map(({ id }) => id));
    expect(left.filter((id) => id.includes('late'))).toEqual([]);
  });

  it('follow features that come after the event, without another event', async () => {
    await world.start();
    // Two share the work: features and events may go to different ones.
    await world.start();
    await world.publishModel('v1');
    await world.drain();
    await world.publishItem('late');
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1), world.event('reference', 'a', 1));
    await world.publish(TOPICS.interactions, world.event('u', 'late', 2));
    await world.drain();
    const without = await vectorsOf('u');
    await world.publishFeatures('late');
    await world.drain();
    await world.publish(TOPICS.interactions, world.event('reference', 'late', 2));
    await world.drain();
    const reference = await vectorsOf('reference');
    expect(distance(reference, without)).toBeGreaterThan(0.01);
    await expect.poll(async () => distance(await vectorsOf('u'), reference), { timeout: 10_000 }).toBeLessThan(1e-5);
  });

  it('do not depend on the order in which events come, nor on how often', async () => {
    await startServing();
    const events = ITEMS.map((itemId, i) => [itemId, 5 * i] as const);
    for (const [itemId, hours] of events) {
      await world.publish(TOPICS.interactions, world.event('orderly', itemId, hours));
      await world.drain();
    }
    const messages = events.map(([itemId, hours]) => world.event('late', itemId, hours));
    for (const i of [3, 0, 3, 5, 1, 2, 0, 4, 5]) {
      await world.publish(TOPICS.interactions, messages[i]!);
      await world.drain();
    }
    await expectSameVectors(['late', 'v1'], ['orderly', 'v1']);
    // The same event with another id of the bus: the history knows its event id.
    const before = await vectorsOf('late');
    await world.publish(TOPICS.interactions, { ...messages[2]!, id: 'another' });
    await world.drain();
    expectSame(await vectorsOf('late'), before);
    expect((await world.profiles.get(TENANT, ['late']))[0]!.history.length).toBe(ITEMS.length);
  });

  it('follow the users’ features, but not older ones', async () => {
    await startServing();
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1));
    await world.drain();
    const bare = await vectorsOf('u');
    await world.publish(TOPICS.users, world.user('u', 2, { age: 20, segment: 'a' }), world.user('new', 1, { age: 60 }));
    await world.drain();
    const featured = await vectorsOf('u');
    expect(distance(featured, bare)).toBeGreaterThan(0.01);
    // A user without events has a vector, of features alone.
    expect((await world.userVectors('new', 'v1'))!.asOf).toBe(0);
    await world.publish(TOPICS.users, world.user('u', 1, { age: 99, segment: 'b' }));
    await world.drain();
    expectSame(await vectorsOf('u'), featured);
  });

  it('are made at once after a silence, then once for all events between two batches', async () => {
    const stored: number[] = [];
    const counting = replacing<ProfileStore>(world.profiles, {
      putVectors: async (tenant, updates) => {
        stored.push(updates.length);
        return world.profiles.putVectors(tenant, updates);
      },
    });
    await world.start({ profiles: counting, batchEveryMs: 500 });
    await world.publishModel('v1');
    await world.drain();
    stored.length = 0;
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1));
    await expect.poll(() => stored.length).toBe(1);
    for (const [i, userId] of ['u', 'w', 'u', 'x'].entries()) {
      await world.publish(TOPICS.interactions, world.event(userId, 'b', 2 + i));
    }
    await world.drain();
    expect(stored).toEqual([1, 3]);
    expect((await vectorsOf('u')).asOf).toBe(Date.parse('2024-01-01T04:00:00Z'));
  });

  it('are deleted with the user, and come back only with later events', async () => {
    await startServing();
    await world.publish(
      TOPICS.interactions,
      world.event('u', 'a', 1),
      world.event('u', 'b', 20),
      world.event('other', 'b', 20),
      world.event('gone', 'a', 1),
    );
    await world.publish(TOPICS.users, world.user('gone', 1, { age: 30 }));
    await world.drain();
    const last = world.event('gone', 'a', 2, 'late-arrival');
    await world.publish(TOPICS.users, world.forget('u', 10), world.forget('gone', 10));
    await world.drain();
    expect(await world.userVectors('gone', 'v1')).toBeUndefined();
    await world.publish(TOPICS.interactions, last);
    await world.drain();
    expect(await world.profiles.get(TENANT, ['gone'])).toEqual([undefined]);
    expect(await world.userVectors('gone', 'v1')).toBeUndefined();
    // An event after the deletion stays, with a vector of only this event.
    await expectSameVectors(['u', 'v1'], ['other', 'v1']);
    await world.publish(TOPICS.interactions, world.event('gone', 'b', 20));
    await world.drain();
    await expectSameVectors(['gone', 'v1'], ['other', 'v1']);
  });

  it('applies a batch of changes to one user in order', async () => {
    await startServing();
    await world.publish(
      TOPICS.users,
      world.user('u', 1, { age: 30 }),
      world.user('reference', 1, { age: 50 }),
      world.forget('u', 10),
      world.user('u', 2, { age: 50 }),
      world.user('gone', 1, { age: 50 }),
      world.forget('gone', 10),
    );
    await world.drain();
    const [u, gone] = await world.profiles.get(TENANT, ['u', 'gone']);
    expect(u!.features).toEqual({ age: 50 });
    expect(gone).toBeUndefined();
    await expectSameVectors(['u', 'v1'], ['reference', 'v1']);
  });

  it('are made despite messages that can never be handled, which are dead-lettered', async () => {
    await startServing();
    const bad = (id: string, value: Uint8Array) => ({ key: 'x', id, value, headers: {} });
    const timeless = Interaction.fromPartial({ tenantId: TENANT, eventId: '1', userId: 'u', itemId: 'a', type: 3 });
    const undated = { tenantId: TENANT, userId: 'u', time: undefined };
    await world.garbage(TOPICS.interactions);
    await world.publish(
      TOPICS.interactions,
      bad('timeless', Interaction.encode(timeless).finish()),
      world.event('u', 'a', 1),
      bad('nobody', Interaction.encode({ ...timeless, userId: '', time: new Date(0) }).finish()),
    );
    await world.garbage(TOPICS.users);
    await world.publish(
      TOPICS.users,
      bad('empty', UserChange.encode({ change: undefined }).finish()),
      bad('undated', UserChange.encode({ change: { $case: 'delete', value: undated } }).finish()),
      world.user('u', 1, { age: 30 }),
    );
    await world.drain();
    const [u] = await world.profiles.get(TENANT, ['u']);
    expect([u!.history.length, u!.features]).toEqual([1, { age: 30 }]);
    expect((await world.userVectors('u', 'v1'))!.asOf).toBe(u!.history[0]!.time);
    const codes = async (topic: Parameters<typeof world.deadLetters>[0]) =>
      (await world.deadLetters(topic)).map(({ headers }) => headers[DEAD_LETTER_HEADERS.code]);
    expect(await codes(TOPICS.interactions)).toEqual([
      'STARS_POISON_MESSAGE',
      'STARS_FIELD_REQUIRED',
      'STARS_FIELD_REQUIRED',
    ]);
    expect(await codes(TOPICS.users)).toEqual(['STARS_POISON_MESSAGE', 'STARS_POISON_MESSAGE', 'STARS_FIELD_REQUIRED']);
  });
});

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserHash } from '@stars/archive';
import { DEFAULT_TENANT, deadLetterTopic, encodeInteraction, Interaction, TOPICS } from '@stars/contracts';
import { recordsOnKafka, retentionOnKafka } from '@stars/event-bus/testing';
import { Secret } from '@stars/platform';
import { keysWith } from '@stars/profile-store/testing';
import { stackConfigOf, stackEnvironment } from '@stars/stack';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { expectExported } from './testing/expect-exported.js';
import { ForgottenWorld, WAIT } from './testing/forgotten-world.js';
import { filesWith, recordsWith, topicsOf, topicsWith } from './testing/id-search.js';

const { interactions, users, impressions } = TOPICS;
const WITH_IDS = [interactions, users, impressions, deadLetterTopic(interactions)];
const DATABASE = expect.stringMatching(/^stars\.db/);

let world: ForgottenWorld;
afterEach(() => world?.close());

const ofArchive = (id: string): Promise<string[]> => filesWith(world.archiveDir, id);

/** The archive has everything of both. */
const archived = (): Promise<unknown> =>
  vi.waitFor(async () => {
    for (const id of [world.leaver, world.stayer]) {
      const kinds = (await ofArchive(id)).map((path) => path.split('/')[1]);
      expect(kinds).toEqual(expect.arrayContaining(['kind=impression', 'kind=interaction', 'kind=user']));
    }
  }, WAIT);

/** Hashes are where they should be. Returns that of the archive. */
async function expectHashes(): Promise<void> {
  const [left, stays] = await world.standalone.stack.profiles.marks(DEFAULT_TENANT, [world.leaver, world.stayer]);
  expect([left!.until, stays!.until]).toEqual([expect.any(Number), undefined]);
  const tombstones = Object.keys(JSON.parse(readFileSync(join(world.archiveDir, '_state.json'), 'utf8')).tombstones);
  const hash = new UserHash(readFileSync(join(world.dataDir, 'archive.key'), 'utf8'));
  expect(tombstones).toEqual([hash.of(DEFAULT_TENANT, world.leaver)]);
  expect(await ofArchive(tombstones[0]!)).toContainEqual(expect.stringMatching(/^_erasures\//));
}

/** Events from before the deletion bring nobody back, and go. */
async function expectNoReturn(leftOnBus: () => Promise<string[]>): Promise<void> {
  await world.buy(world.leaver, 'late', 10);
  await world.drained();
  expect(await world.call('recommend', { user_id: world.leaver, k: 5 })).toContain('STARS_UNKNOWN_USER');
  expect(await leftOnBus()).toEqual([]);
}

/** What is sent of who objects is kept nowhere, and answers are those to somebody unknown. */
async function expectObjection(onBus: (id: string) => Promise<string[]>): Promise<void> {
  const { stayer, leaver } = world;
  const list = async (user_id: string, more = {}): Promise<unknown> => {
    const { items, degradations } = JSON.parse(
      await world.call('recommend', { user_id, k: 5, surface: 'home', ...more }),
    );
    return { items, degradations };
  };
  // The shop can ask for it each time, too.
  expect(await list(stayer)).not.toEqual(await list(leaver, { without_profile: true }));
  expect(await list(stayer, { without_profile: true })).toEqual(await list(leaver, { without_profile: true }));

  await world.call('users/object', { user_id: stayer });
  await world.buy(stayer, 'objected', 0);
  const shown = { user_id: stayer, page_id: 'p', surface: 'home', items: ['grill-1'], time: new Date() };
  await world.call('track', { impressions: [shown] });
  await world.call('users', { users: [{ user_id: stayer, features: { age: 36 } }] });
  const seen = { user_id: stayer, recommendation_id: 'r', surface: 'home', item_ids: ['grill-1'] };
  await world.call('impressions/confirm', seen);
  const event = { event_id: 'now', user_id: stayer, item_id: 'grill-1', type: 'purchase', time: new Date() };
  expect(await list(stayer, { recent_events: [event] })).toEqual(await list(leaver, { without_profile: true }));
  // Written past the API.
  const { bus, profiles } = world.standalone.stack;
  const past = { userId: stayer, eventId: 'past', itemId: 'grill-1', type: 1, time: new Date() };
  await bus.publish(interactions, [encodeInteraction(Interaction.fromPartial(past))]);
  await world.drained();
  expect(await profiles.get(DEFAULT_TENANT, [stayer])).toEqual([undefined]);
  expect(await profiles.seen(DEFAULT_TENANT, [stayer])).toEqual([[]]);
  // Only the message about it, until everybody has read it.
  expect((await onBus(stayer)).filter((topic) => !topic.startsWith(users))).toEqual([]);
  await vi.waitFor(async () => expect(await onBus(stayer)).toEqual([]), WAIT);
  await vi.waitFor(async () => expect(await ofArchive(stayer)).toEqual([]), WAIT);

  await world.call('users/object', { user_id: stayer, withdrawn: true });
  await world.buy(stayer, 'again', 0);
  await world.drained();
  expect((await profiles.get(DEFAULT_TENANT, [stayer]))[0]?.history).toHaveLength(1);
}

it('a deleted user is found nowhere in a data folder', async () => {
  world = new ForgottenWorld();
  await world.start();
  await world.live();
  const { leaver, stayer, dataDir } = world;
  const onBus = (id: string): Promise<string[]> => topicsWith(world.standalone.stack.bus, topicsOf(dataDir), id);
  await archived();
  // The search finds who is there.
  expect(await onBus(leaver)).toEqual(expect.arrayContaining(WITH_IDS));
  expect(await filesWith(dataDir, leaver)).toContainEqual(DATABASE);
  await expectExported(world, leaver, await onBus(leaver));

  await world.call('users/delete', { user_id: leaver });
  expect(await world.call('recommend', { user_id: leaver, k: 5 })).toContain('STARS_UNKNOWN_USER');
  // The message about the deletion has the id, until everybody has read it.
  expect(await onBus(leaver)).toContain(users);
  await vi.waitFor(async () => expect(await onBus(leaver)).toEqual([]), WAIT);
  await vi.waitFor(async () => expect(await ofArchive(leaver)).toEqual([]), WAIT);
  await vi.waitFor(async () => expect(await filesWith(join(dataDir, 'imports'), leaver)).toEqual([]), WAIT);
  await world.standalone.close();
  await world.start();
  expect(await filesWith(world.root, leaver)).toEqual([]);

  await expectHashes();
  await expectNoReturn(() => onBus(leaver));
  expect(await onBus(stayer)).toEqual(expect.arrayContaining(WITH_IDS));
  expect(await filesWith(dataDir, stayer)).toContainEqual(DATABASE);
  await expectObjection(onBus);
}, 240_000);

const broker = process.env['STARS_TEST_KAFKA'] ?? '';
const redis = process.env['STARS_TEST_REDIS'] ?? '';
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'] ?? '';

describe.skipIf(!broker || !redis || !elasticsearch)('on servers', () => {
  const prefix = `forgotten-${randomUUID().slice(0, 8)}`;
  const raw = async (id: string): Promise<string[]> => recordsWith(await recordsOnKafka(broker, prefix), id);
  const documents = async (): Promise<string> => (await fetch(`${elasticsearch}/${prefix}*/_search?size=10000`)).text();

  it('a deleted user is found nowhere once the retention of Kafka has passed', {
    tags: ['long'],
    timeout: 240_000,
  }, async () => {
    world = new ForgottenWorld((dataDir) =>
      stackConfigOf({
        ...z.object(stackEnvironment).parse({ STARS_ARCHIVE: process.env['STARS_ARCHIVE'] }),
        STARS_STACK: 'servers',
        STARS_VECTOR_INDEX: 'embedded',
        STARS_DATA: dataDir,
        STARS_PREFIX: prefix,
        STARS_KAFKA_BROKERS: broker,
        STARS_REDIS_URL: Secret.of(redis),
        STARS_ELASTICSEARCH_URL: Secret.of(elasticsearch),
        STARS_KAFKA_PARTITIONS: 2,
      }),
    );
    await world.start();
    await world.live();
    const { leaver, stayer } = world;
    const { bus } = world.standalone.stack;
    await archived();
    const named = (topic: string): string => topic.replace('stars.', `${prefix}.`);
    expect(await raw(leaver)).toEqual(expect.arrayContaining(WITH_IDS.map(named)));
    expect(await keysWith(redis, prefix, leaver)).toHaveLength(1);
    expect(await documents()).toContain('grill-1');
    const found = (await raw(leaver)).map((name) => name.replace(`${prefix}.`, 'stars.'));
    await expectExported(world, leaver, found);

    await world.call('users/delete', { user_id: leaver });
    expect(await world.call('recommend', { user_id: leaver, k: 5 })).toContain('STARS_UNKNOWN_USER');
    expect(await keysWith(redis, prefix, leaver)).toEqual([]);
    expect(await keysWith(redis, prefix, stayer)).toHaveLength(1);
    await vi.waitFor(async () => expect(await ofArchive(leaver)).toEqual([]), WAIT);
    // No reader of the bus gets anything; the bytes go with the retention, which every topic has that has them.
    const topics = (await raw(leaver)).map((name) => name.replace(`${prefix}.`, 'stars.'));
    await vi.waitFor(async () => expect(await topicsWith(bus, topics, leaver)).toEqual([]), WAIT);
    await expectHashes();
    await expectNoReturn(() => topicsWith(bus, topics, leaver));
    const left = await raw(leaver);
    for (const name of left) {
      const days = ((await retentionOnKafka(broker, name)) ?? 0) / 86_400_000;
      expect([name, days]).toEqual([name, 30]);
    }
    // As `./stars archive retain` does it.
    for (const topic of [interactions, impressions, users]) await bus.keepFor(topic, 1);
    await vi.waitFor(async () => expect(await raw(leaver)).toEqual([]), WAIT);
    expect(await documents()).not.toContain(leaver);
    expect(await keysWith(redis, prefix, leaver)).toEqual([]);
    await vi.waitFor(async () => expect(await filesWith(world.root, leaver)).toEqual([]), WAIT);
    expect(await ofArchive(stayer)).not.toEqual([]);
    for (const topic of [interactions, impressions, users]) await bus.keepFor(topic, 30 * 86_400_000);
    await expectObjection((id) => topicsWith(bus, Object.values(TOPICS), id));
    expect(await keysWith(redis, prefix, stayer)).toHaveLength(1);
  });
});

import { randomUUID } from 'node:crypto';
import { asPartOf, deadLetterTopic, encodeRetraction, Interaction, importOf, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { openKafkaEventBus } from '@stars/event-bus';
import { HISTORY_LIMIT } from '@stars/profile-store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';
import { expectSame } from './testing/expect-same.js';

let world: EmbedderWorld;

beforeEach(async () => {
  world = new EmbedderWorld();
  await world.startIndexer();
  await world.publishItems();
  await world.start();
  await world.publishModel('v1');
  await world.drain();
});
afterEach(() => world.close());

const eventsOf = (count: number, from: number) =>
  Array.from({ length: count }, (_, i) => world.event('u', ITEMS[i % ITEMS.length]!, from + i));

it('gives a full history the events again that an import had pushed out of it', async () => {
  await world.publish(TOPICS.interactions, ...eventsOf(HISTORY_LIMIT, 0));
  await world.drain();
  const [before] = await world.profiles.get(TENANT, ['u']);
  const imported = eventsOf(3, HISTORY_LIMIT).map((message) => asPartOf(message, 'wrong'));
  const eventIds = imported.map(({ value }) => Interaction.decode(value).eventId);
  await world.publish(TOPICS.interactions, ...imported);
  await world.drain();
  expect((await world.profiles.get(TENANT, ['u']))[0]!.history).not.toEqual(before!.history);
  const retraction = encodeRetraction({ tenantId: TENANT, userId: 'u', importId: 'wrong', eventIds });
  // The log cannot be read at first: what broke off is done again, and nothing is missing.
  const { read } = world.bus;
  let broken = 0;
  vi.spyOn(world.bus, 'read').mockImplementation((options) => {
    if (options.topic === TOPICS.interactions && broken++ === 0)
      throw new StarsError('STARS_UNAVAILABLE', 'the disk is away');
    return read.call(world.bus, options);
  });
  await world.publish(TOPICS.interactions, retraction);
  await world.drain();
  expect(broken).toBe(2);
  const [after] = await world.profiles.get(TENANT, ['u']);
  expect(after!.history).toEqual(before!.history);
  expectSame(after!.vectors[0]!, before!.vectors[0]!);
});

it('takes events back before the same events come again in one batch', async () => {
  const events = eventsOf(2, 0).map((message) => asPartOf(message, 'wrong'));
  const eventIds = events.map(({ value }) => Interaction.decode(value).eventId);
  await world.publish(TOPICS.interactions, ...events);
  await world.drain();
  const [before] = await world.profiles.get(TENANT, ['u']);
  const retraction = encodeRetraction({ tenantId: TENANT, userId: 'u', importId: 'wrong', eventIds });
  await world.bus.eraseImport([TOPICS.interactions], 'wrong');
  await world.publish(TOPICS.interactions, retraction, ...events.map((message) => asPartOf(message, 'right')));
  await world.drain();
  expect((await world.profiles.get(TENANT, ['u']))[0]!.history).toEqual(before!.history);
});

it('puts a retraction aside that cannot be read', async () => {
  const broken = {
    ...encodeRetraction({ tenantId: TENANT, userId: 'u', importId: 'x', eventIds: [] }),
    value: Buffer.from('{'),
  };
  await world.publish(TOPICS.interactions, broken, ...eventsOf(1, 0));
  await world.drain();
  expect((await world.profiles.get(TENANT, ['u']))[0]!.history).toHaveLength(1);
  let aside = 0;
  for await (const messages of world.bus.read({ topic: deadLetterTopic(TOPICS.interactions) }))
    aside += messages.length;
  expect(aside).toBe(1);
});

const broker = process.env['STARS_TEST_KAFKA'];

it.skipIf(!broker)('takes events back on Kafka, where a bus only learns of an erasure later', async () => {
  await world.close();
  const prefix = `test-${randomUUID().slice(0, 8)}`;
  const bus = await openKafkaEventBus({
    brokers: [broker!],
    prefix,
    partitions: 2,
    backOff: { firstMs: 5, mostMs: 50 },
  });
  world = new EmbedderWorld(bus);
  const times = async () => ((await world.profiles.get(TENANT, ['u']))[0]?.history ?? []).map(({ time }) => time);
  const become = (messages: ReturnType<typeof eventsOf>) => {
    const wanted = messages.map(({ value }) => Interaction.decode(value).time!.getTime());
    return vi.waitFor(async () => expect(await times()).toEqual(wanted), { timeout: 60_000, interval: 50 });
  };
  await world.start();
  const first = eventsOf(2, 0);
  await world.publish(TOPICS.interactions, ...first);
  await become(first);
  const imported = eventsOf(3, 2).map((message) => asPartOf(message, 'wrong'));
  const eventIds = imported.map(({ value }) => Interaction.decode(value).eventId);
  await world.publish(TOPICS.interactions, ...imported);
  // Before the embedder has seen them: it gets the retraction behind them.
  await world.publish(
    TOPICS.interactions,
    encodeRetraction({ tenantId: TENANT, userId: 'u', importId: 'wrong', eventIds }),
  );
  await bus.eraseImport([TOPICS.interactions], 'wrong');
  const last = eventsOf(1, 20);
  await world.publish(TOPICS.interactions, ...last);
  await become([...first, ...last]);
  for await (const messages of bus.read({ topic: TOPICS.interactions })) {
    expect(messages.filter((message) => importOf(message) !== undefined)).toEqual([]);
  }
});

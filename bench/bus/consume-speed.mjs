// Events a second into a consumer: the Kafka bus and kafkajs alone, in interleaved runs on one topic.
//   node bench/bus/consume-speed.mjs '{"events":1000000,"rounds":5,"brokers":"host:port"}'
// Both sides decode every event with its key and id, commit, and do nothing else. The first quarter of a round is not
// counted: it includes joining the group and the first fetch.
import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { decodeMessage, encodeInteraction, Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { openKafkaEventBus } from '@stars/event-bus';
import { startKafka } from '@stars/servers';
import kafkajs from 'kafkajs';
import { print, range, rounded, settings, spreadOf } from '../run.mjs';

const { events: EVENTS = 1_000_000, rounds: ROUNDS = 5, brokers: given, json } = settings();
const USERS = 5000;

const own = given === undefined ? await startKafka() : undefined;
const brokers = (given ?? own.url).split(',');
const prefix = `bench-${randomUUID()}`;
const bus = await openKafkaEventBus({ brokers, prefix });
const topic = TOPICS.interactions;
const topicOnBroker = topic.replace(/^stars/, prefix);

/** Wall and CPU seconds from the first quarter of the events to the last event. */
function stopwatch() {
  const done = Promise.withResolvers();
  let seen = 0;
  let began;
  return {
    done: done.promise,
    add(count) {
      seen += count;
      if (began === undefined && seen >= EVENTS / 4) {
        began = { seen, time: performance.now(), cpu: process.cpuUsage() };
      } else if (seen >= EVENTS) {
        const { user, system } = process.cpuUsage(began.cpu);
        const events = seen - began.seen;
        done.resolve({
          perSecond: events / ((performance.now() - began.time) / 1000),
          perCpuSecond: events / ((user + system) / 1e6),
        });
      }
    },
  };
}

async function viaBus() {
  const watch = stopwatch();
  const subscription = await bus.consume({
    group: randomUUID(),
    topics: [topic],
    handler: async (messages) => {
      for (const { value } of messages) decodeMessage(topic, value);
      watch.add(messages.length);
    },
  });
  const time = await watch.done;
  await subscription.close();
  return time;
}

async function viaKafkajs() {
  const watch = stopwatch();
  const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${prefix}.${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: topicOnBroker, fromBeginning: true });
  let characters = 0;
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { key, value, headers } of batch.messages) {
        characters += key.toString().length + headers['stars-event-id'].toString().length;
        decodeMessage(topic, value);
      }
      watch.add(batch.messages.length);
    },
  });
  const time = await watch.done;
  await consumer.disconnect();
  return characters > 0 ? time : undefined;
}

async function publishAll() {
  const began = performance.now();
  for (let from = 0; from < EVENTS; from += 5000) {
    const messages = Array.from({ length: Math.min(5000, EVENTS - from) }, (_, i) =>
      encodeInteraction(
        Interaction.fromPartial({
          tenantId: 'default',
          eventId: `event-${from + i}`,
          userId: `user-${(from + i) % USERS}`,
          itemId: `item-${((from + i) * 7919) % 30_000}`,
          type: InteractionType.INTERACTION_TYPE_PURCHASE,
          time: new Date(1_700_000_000_000 + 1000 * (from + i)),
          region: '367',
          quantity: 1,
          value: 2.5,
        }),
      ),
    );
    await bus.publish(topic, messages);
  }
  return EVENTS / ((performance.now() - began) / 1000);
}

try {
  const published = await publishAll();
  // Each side runs once unmeasured, to warm up code and pages.
  await viaKafkajs();
  await viaBus();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Interleaved runs: each side is first in every other round.
    const first = round % 2 === 0;
    const a = await (first ? viaBus() : viaKafkajs());
    const b = await (first ? viaKafkajs() : viaBus());
    rounds.push(first ? { bus: a, raw: b } : { bus: b, raw: a });
  }
  const result = {
    events: EVENTS,
    rounds: ROUNDS,
    publishedPerSecond: published,
    busPerSecond: spreadOf(rounds.map(({ bus }) => bus.perSecond)),
    rawPerSecond: spreadOf(rounds.map(({ raw }) => raw.perSecond)),
    ratio: spreadOf(rounds.map(({ bus, raw }) => bus.perSecond / raw.perSecond)),
    cpuRatio: spreadOf(rounds.map(({ bus, raw }) => bus.perCpuSecond / raw.perCpuSecond)),
    load: loadavg()[0],
  };
  print(result, json, () => {
    console.log(`${EVENTS} interactions, ${ROUNDS} rounds, load ${rounded(result.load, 1)}`);
    console.log(`published        ${rounded(published, 0)} events/s`);
    console.log(`the bus          ${range(result.busPerSecond, 0)} events/s`);
    console.log(`kafkajs alone    ${range(result.rawPerSecond, 0)} events/s`);
    console.log(`bus / kafkajs    ${range(result.ratio, 2)}, by CPU time ${range(result.cpuRatio, 2)}`);
  });
} finally {
  await bus.close();
  if (own !== undefined) await own.stop();
}

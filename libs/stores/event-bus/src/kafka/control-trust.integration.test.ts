import { randomUUID } from 'node:crypto';
import { CONTROL_SEALS_TOPIC, deadLetterTopic, encodeUserDelete, encodeUserUpsert, TOPICS } from '@stars/contracts';
import { createMetrics } from '@stars/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { busMessage, eventually } from '../contract-bench.js';
import { SIGNATURE_HEADER } from '../control-keys.js';
import { sealControlTopics } from '../control-seal.js';
import { DEAD_LETTER_HEADERS } from '../dead-letter.js';
import type { EventBus, OutgoingMessage } from '../port.js';
import { readDeadLetters, replayDeadLetters } from '../read-dead-letters.js';
import { retryTopic } from '../retry-topic.js';
import { KafkaBuses } from './testing/kafka-buses.js';

const kafka = process.env['STARS_TEST_KAFKA'];
const [KEY, NEXT] = ['key-of-the-shop-'.repeat(2), 'its-next-key-'.repeat(2)] as const;
const TOPIC = TOPICS.serveRequests;

async function idsIn(bus: EventBus, topic: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const messages of bus.read({ topic })) ids.push(...messages.map(({ id }) => id));
  return ids.sort();
}

describe.skipIf(!kafka)('signed control messages on Kafka', () => {
  let buses: KafkaBuses;
  /** One with the key, and one without: whoever may write to Kafka. */
  let shop: EventBus;
  let stranger: EventBus;
  const metrics = createMetrics('test', { processMetrics: false });
  const send = (bus: EventBus, id: string, headers: Record<string, string> = {}) =>
    bus.publish(TOPIC, [{ ...busMessage('default', id), headers }]);

  beforeEach(async () => {
    buses = new KafkaBuses({ brokers: [kafka!], prefix: `signed-${randomUUID().slice(0, 8)}`, partitions: 2 });
    shop = await buses.open({ controlKeys: KEY, metrics });
    stranger = await buses.open();
  });
  afterEach(() => buses.close());

  it('are the only ones that count, and others become dead letters with a code and a metric', async () => {
    await send(shop, 'signed');
    await send(stranger, 'forged');
    await stranger.publish(TOPIC, [{ ...(await signedBy(shop, 'other')), id: 'altered', value: Buffer.from('x') }]);
    expect(await idsIn(shop, TOPIC)).toEqual(['other', 'signed']);
    const handled: string[] = [];
    const handler = async (messages: readonly { id: string }[]) => void handled.push(...messages.map(({ id }) => id));
    await shop.consume({ group: 'g', topics: [TOPIC], handler });
    const letters = async () => {
      const found = [];
      for await (const letter of readDeadLetters(shop, TOPIC)) found.push(letter);
      return found;
    };
    await eventually(async () => expect((await letters()).length).toBe(2));
    await eventually(() => expect(handled.sort()).toEqual(['other', 'signed']));
    expect(await letters()).toEqual(
      ['forged', 'altered'].map(() => expect.objectContaining({ group: 'g', code: 'STARS_SIGNATURE_INVALID' })),
    );
    const text = await metrics.expose();
    expect(text).toMatch(/stars_control_messages_refused_total\{.*topic="stars.v1.serve-requests".*\} [1-9]/);
    expect(text).toMatch(/stars_dead_letters_total\{.*code="STARS_SIGNATURE_INVALID".*\} 2/);
    // Sending it again makes it no better.
    await replayDeadLetters(shop, (await letters()).slice(0, 1));
    await eventually(async () => expect((await letters()).length).toBe(2));
    expect(handled.length).toBe(2);
  });

  /** A message of the shop as a stranger reads it, to send it in another form. */
  async function signedBy(bus: EventBus, id: string): Promise<OutgoingMessage> {
    await send(bus, id);
    for await (const messages of stranger.read({ topic: TOPIC })) {
      const found = messages.find((message) => message.id === id);
      if (found) return { key: found.key, id, value: found.value, headers: found.headers };
    }
    throw new Error('it is not there');
  }

  it('do not pass by a retry topic, whatever its headers say', async () => {
    await sealControlTopics(shop, 'seal');
    const handled: string[] = [];
    await shop.consume({
      group: 'g',
      topics: [TOPIC],
      retryDelaysMs: [10],
      handler: async (messages) => {
        handled.push(...messages.map(({ id, topic }) => `${topic} ${id}`));
        const poison = (message: (typeof messages)[number]) => ({
          message,
          code: 'STARS_UNAVAILABLE',
          reason: 'early',
        });
        const first = messages.filter(({ id }) => handled.filter((other) => other.endsWith(id)).length === 1);
        return first.map((message) => ({ ...poison(message), retryable: true }));
      },
    });
    const lane = retryTopic(TOPIC, 'g', 1);
    const headers = { [DEAD_LETTER_HEADERS.topic]: TOPICS.context, [DEAD_LETTER_HEADERS.offset]: '-1' };
    await stranger.publish(lane, [{ ...busMessage('default', 'forged'), headers }]);
    await send(shop, 'signed');
    const again = `${TOPIC} signed`;
    await eventually(() => expect(handled).toEqual([again, again]));
    await eventually(async () => expect((await idsIn(shop, deadLetterTopic(TOPIC))).length).toBe(1));
    expect(handled).toEqual([again, again]);
  });

  it('from before the key count once they are sealed, and all of them while the seal is open', async () => {
    await send(stranger, 'before');
    expect(await idsIn(shop, TOPIC)).toEqual([]);
    await sealControlTopics(shop, 'open');
    await send(stranger, 'meanwhile');
    const sees = async (...ids: string[]) =>
      expect(await idsIn(await buses.open({ controlKeys: KEY }), TOPIC)).toEqual(ids);
    await sees('before', 'meanwhile');
    const open: OutgoingMessage[] = [];
    for await (const seals of stranger.read({ topic: CONTROL_SEALS_TOPIC })) open.push(...seals);
    await sealControlTopics(shop, 'seal');
    await send(stranger, 'after');
    await send(shop, 'signed');
    await sees('before', 'meanwhile', 'signed');
    // Neither an older seal that comes again counts, nor one of somebody else.
    await stranger.publish(CONTROL_SEALS_TOPIC, open);
    await sealControlTopics(stranger, 'open');
    await sees('before', 'meanwhile', 'signed');
  });

  it('of a key that is replaced count while both are there, and later by a seal', async () => {
    await send(shop, 'first');
    const both = await buses.open({ controlKeys: `${NEXT},${KEY}` });
    await send(both, 'second');
    expect(await idsIn(both, TOPIC)).toEqual(['first', 'second']);
    const next = () => buses.open({ controlKeys: NEXT });
    expect(await idsIn(await next(), TOPIC)).toEqual(['second']);
    await sealControlTopics(both, 'seal');
    expect(await idsIn(await next(), TOPIC)).toEqual(['first', 'second']);
  });

  it('are deletions of users, and not their features', async () => {
    const user = { tenantId: 'default', userId: 'u' };
    await stranger.publish(TOPICS.users, [
      encodeUserUpsert({ ...user, version: 1, features: {} }),
      encodeUserDelete({ ...user, time: new Date(5) }),
      { ...busMessage('default/u', 'unreadable'), value: Buffer.from([255]) },
    ]);
    expect(await idsIn(shop, TOPICS.users)).toEqual(['default/u@1', 'unreadable']);
    await shop.publish(TOPICS.users, [encodeUserDelete({ ...user, time: new Date(6) })]);
    expect(await idsIn(shop, TOPICS.users)).toEqual(['default/u@1', 'default/u@6-delete', 'unreadable']);
  });

  it('are erasures: nobody without the key hides a message', async () => {
    await shop.publish('data', [busMessage('a', 'one'), busMessage('b', 'two')]);
    await stranger.eraseKey(['data'], 'a');
    expect([await idsIn(shop, 'data'), await idsIn(stranger, 'data')]).toEqual([['one', 'two'], ['two']]);
    await shop.eraseKey(['data'], 'b');
    expect(await idsIn(shop, 'data')).toEqual(['one']);
    expect(await idsIn(await buses.open({ controlKeys: KEY }), 'data')).toEqual(['one']);
  });

  it('need no signature without a key, and a signature changes nothing', async () => {
    await send(shop, 'signed');
    await send(stranger, 'plain', { [SIGNATURE_HEADER]: 'nonsense' });
    expect(await idsIn(stranger, TOPIC)).toEqual(['plain', 'signed']);
  });
});

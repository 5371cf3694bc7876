import { randomUUID } from 'node:crypto';
import { deadLetterTopic, TOPICS } from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topicOnBroker } from '../kafka-names.js';
import { MAX_VALUE_BYTES } from '../value-limit.js';
import { type Admin, KafkaClient } from './client.js';
import { kafkaSettings } from './options.js';
import { dropTopics } from './testing/drop-topics.js';
import { KafkaBuses } from './testing/kafka-buses.js';

const broker = process.env['STARS_TEST_KAFKA'];
const TOPIC_RESOURCE = 2;

describe.skipIf(!broker)('topics of before, on a real broker', () => {
  const options = { brokers: [broker ?? ''], prefix: `test-${randomUUID()}` };
  const buses = new KafkaBuses(options);
  let admin: Admin;

  beforeAll(async () => {
    admin = new KafkaClient(kafkaSettings(options)).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await buses.close();
    await dropTopics(options);
    await admin.disconnect();
  });

  const nameOf = (topic: string): string => topicOnBroker(options.prefix, topic);
  async function make(topic: string, partitions: number, config: Record<string, string>): Promise<void> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await admin.createTopics({
      topics: [{ topic: nameOf(topic), numPartitions: partitions, configEntries }],
      waitForLeaders: true,
    });
  }
  /** Partitions and all settings. */
  async function stateOf(topic: string): Promise<Record<string, unknown>> {
    const { topics } = await admin.fetchTopicMetadata({ topics: [nameOf(topic)] });
    const resource = { type: TOPIC_RESOURCE, name: nameOf(topic) };
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    const settings = resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]);
    return { partitions: topics[0]!.partitions.length, ...Object.fromEntries(settings) };
  }

  it('take what is sent now, and stay as they are otherwise', async () => {
    const own = { 'retention.ms': '432000000', 'max.message.bytes': '1000000', 'segment.ms': '7200000' };
    const topics = [TOPICS.interactions, deadLetterTopic(TOPICS.interactions)];
    for (const topic of topics) await make(topic, 2, own);
    const before = await Promise.all(topics.map(stateOf));
    const bus = await buses.open({ partitions: 8 });
    for (let n = 0; n < 2; n++) {
      await bus.makeTopics([TOPICS.interactions]);
      const after = await Promise.all(topics.map(stateOf));
      const largest = (after[0] as { 'max.message.bytes': string })['max.message.bytes'];
      expect(Number(largest)).toBeGreaterThan(MAX_VALUE_BYTES);
      expect(after).toEqual(before.map((state) => ({ ...state, 'max.message.bytes': largest })));
    }
  });

  it.each([
    [TOPICS.catalog, 'delete'],
    [TOPICS.users, 'compact'],
    [TOPICS.impressions, 'compact,delete'],
  ])('are refused if %s would lose messages, being cleaned by %s', async (topic, policy) => {
    await make(topic, 1, { 'cleanup.policy': policy, 'max.message.bytes': '1000000' });
    const before = await stateOf(topic);
    const bus = await buses.open();
    const refused = { code: 'STARS_CONFIG_INVALID', message: expect.stringContaining(nameOf(topic)) };
    await expect(bus.makeTopics([topic])).rejects.toMatchObject(refused);
    expect(await stateOf(topic)).toEqual(before);
  });
});

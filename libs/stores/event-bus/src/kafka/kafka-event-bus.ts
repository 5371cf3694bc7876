import { CONTROL_SEALS_TOPIC } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ConsumerMetrics } from '../consumer-metrics.js';
import { erasuresTopic, groupOnBroker } from '../kafka-names.js';
import type {
  BusMessage,
  ConsumeOptions,
  EventBus,
  OutgoingMessage,
  PublishResult,
  ReadOptions,
  Subscription,
  TopicEnds,
} from '../port.js';
import { type Admin, KafkaClient } from './client.js';
import type { Cluster } from './cluster.js';
import { ControlTrust } from './control-trust.js';
import { ErasureLog } from './erasure-log.js';
import { KafkaGroupConsumer } from './group-consumer.js';
import { kafkaError } from './kafka-error.js';
import { toRecord } from './message-codec.js';
import { type KafkaEventBusOptions, type KafkaSettings, kafkaSettings } from './options.js';
import { PartitionLog } from './partition-log.js';
import { within } from './patience.js';
import { KafkaPublisher } from './publisher.js';
import { ASIDE_MS, isCompacted } from './topic-config.js';
import { TopicDirectory } from './topic-directory.js';
import { TopicReader } from './topic-reader.js';

/**
 * Connects to the brokers, and creates the bus's own topics. Errors: `STARS_CONFIG_INVALID`;
 * `STARS_UNAVAILABLE` where no broker answers within the time limit.
 */
export async function openKafkaEventBus(options: KafkaEventBusOptions): Promise<EventBus> {
  const settings = kafkaSettings(options);
  const client = new KafkaClient(settings);
  const admin = client.admin();
  const cluster = client.cluster();
  try {
    await within(Promise.all([admin.connect(), cluster.connect()]), settings.timeoutMs, 'connect');
    const bus = new KafkaEventBus(settings, client, admin, cluster);
    await bus.open();
    return bus;
  } catch (error) {
    await Promise.allSettled([admin.disconnect(), cluster.disconnect()]);
    throw kafkaError(error, 'be reached');
  }
}

/** The event bus on Kafka. Partitions by key; at least once; no memory of ids. See docs/explanation/the-event-bus-on-kafka.md. */
class KafkaEventBus implements EventBus {
  readonly #topics: TopicDirectory;
  readonly #log: PartitionLog;
  readonly #publisher: KafkaPublisher;
  readonly #reader: TopicReader;
  readonly #trust: ControlTrust;
  readonly #erasures: ErasureLog;
  readonly #metrics: ConsumerMetrics;
  readonly #subscriptions = new Set<Subscription>();
  #closed = false;

  constructor(
    private readonly settings: KafkaSettings,
    private readonly client: KafkaClient,
    private readonly admin: Admin,
    private readonly cluster: Cluster,
  ) {
    this.#topics = new TopicDirectory(admin, cluster, settings);
    this.#log = new PartitionLog(cluster, settings);
    this.#publisher = new KafkaPublisher(client, settings, (names) => this.#topics.makeAgain(names));
    this.#metrics = new ConsumerMetrics(settings.metrics);
    this.#reader = new TopicReader(this.#log, this.#topics);
    this.#trust = new ControlTrust(settings, () => this.#reader.read({ topic: CONTROL_SEALS_TOPIC }));
    const parts = { log: this.#log, publisher: this.#publisher, directory: this.#topics, trust: this.#trust };
    this.#erasures = new ErasureLog(erasuresTopic(settings.prefix), parts);
  }

  open(): Promise<void> {
    return this.#erasures.open();
  }

  async publish(topic: string, messages: readonly OutgoingMessage[]): Promise<PublishResult> {
    this.#checkOpen();
    return this.#append(topic, messages);
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    this.#checkOpen();
    const consumer = new KafkaGroupConsumer(
      {
        client: this.client,
        topics: this.#topics,
        erasures: this.#erasures,
        trust: this.#trust,
        settings: this.settings,
        metrics: this.#metrics,
        publish: (topic, messages) => this.#append(topic, messages),
      },
      options,
      () => this.#subscriptions.delete(consumer),
    );
    this.#subscriptions.add(consumer);
    return consumer;
  }

  async *read(options: ReadOptions): AsyncGenerator<BusMessage[]> {
    this.#checkOpen();
    const { topic, signal, batchSize = 1000 } = options;
    const name = this.#topics.nameOf(topic);
    const erasuresKnown = () =>
      within(this.#erasures.catchUp(), 2 * this.settings.timeoutMs, 'look up erasures', signal);
    for await (const found of this.#reader.read(options, erasuresKnown)) {
      const refused = await this.#trust.refused(found);
      const messages = found.filter((message) => !refused.has(message) && !this.#erasures.has(name, message));
      for (let at = 0; at < messages.length; at += batchSize) {
        signal?.throwIfAborted();
        this.#checkOpen();
        yield messages.slice(at, at + batchSize);
      }
    }
  }

  async lag(group: string, topics: readonly string[], ends?: TopicEnds): Promise<Map<string, number>> {
    this.#checkOpen();
    const lagOf = (topic: string) => this.#lagOf(group, topic, ends && (ends.get(topic) ?? new Map()));
    return new Map(await Promise.all(topics.map(async (topic) => [topic, await lagOf(topic)] as const)));
  }

  async endOffsets(topic: string): Promise<Map<number, number>> {
    this.#checkOpen();
    const name = await this.#topics.find(topic);
    return name === undefined ? new Map() : this.#log.offsets(name, 'next');
  }

  async firstOffsets(topic: string, since?: number): Promise<Map<number, number>> {
    this.#checkOpen();
    const name = await this.#topics.find(topic);
    if (name === undefined) return new Map();
    return since === undefined ? this.#log.offsets(name, 'first') : this.#topics.offsetsSince(name, since);
  }

  async keepFor(topic: string, ms: number): Promise<boolean> {
    this.#checkOpen();
    const name = await this.#topics.find(topic);
    if (name === undefined) return false;
    await this.#topics.keepFor(name, ms);
    const aside = (await this.#topics.withAside([topic])).filter((other) => other !== topic);
    for (const other of aside) await this.#topics.keepFor(this.#topics.nameOf(other), Math.min(ms, ASIDE_MS));
    return true;
  }

  async makeTopics(topics: readonly string[]): Promise<void> {
    this.#checkOpen();
    for (const topic of topics) await this.#topics.ensure(topic);
    for (const topic of await this.#topics.withAside(topics)) await this.#topics.fit(topic);
  }

  async topicsWithAside(topics: readonly string[]): Promise<string[]> {
    this.#checkOpen();
    return this.#topics.withAside(topics);
  }

  async eraseKey(topics: readonly string[], key: string, before?: TopicEnds): Promise<undefined> {
    this.#checkOpen();
    const erased = (await this.#topics.withAside(topics)).map((topic) => this.#topics.nameOf(topic));
    const until = Array.from(before ?? [], ([topic, ends]) => [this.#topics.nameOf(topic), ends] as const);
    await this.#erasures.eraseKey(erased, key, new Map(until));
    // Compaction removes the messages from disk if there is a later message of the key.
    for (const topic of topics.filter(isCompacted)) {
      const name = await this.#topics.find(topic);
      if (name !== undefined) await this.#publisher.send(name, [{ key: Buffer.from(key), value: null, headers: {} }]);
    }
  }

  async eraseMessages(
    topic: string,
    messages: readonly Pick<BusMessage, 'partition' | 'offset'>[],
  ): Promise<undefined> {
    this.#checkOpen();
    const name = await this.#topics.find(topic);
    if (name !== undefined && messages.length > 0) await this.#erasures.eraseMessages(name, messages);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closings = await Promise.allSettled([...this.#subscriptions].map((subscription) => subscription.close()));
    await this.#publisher.close();
    await Promise.allSettled([this.admin.disconnect(), this.cluster.disconnect()]);
    const failed = closings.find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
  }

  /** Also while the bus closes: messages that a last batch returns must be stored. */
  async #append(topic: string, messages: readonly OutgoingMessage[]): Promise<PublishResult> {
    const records = messages.map((message) => toRecord(this.#trust.signed(topic, message)));
    await this.#publisher.send(await this.#topics.ensure(topic), records);
    return { appended: messages.length, duplicates: 0 };
  }

  async #lagOf(group: string, topic: string, ends?: ReadonlyMap<number, number>): Promise<number> {
    const name = await this.#topics.find(topic);
    if (name === undefined) return 0;
    const [next, first, committed] = await Promise.all([
      this.#log.offsets(name, 'next'),
      this.#log.offsets(name, 'first'),
      this.#topics.committed(groupOnBroker(this.settings.prefix, group), name),
    ]);
    let lag = 0;
    for (const [partition, end] of ends ?? next) {
      const position = committed.get(partition) ?? -1;
      lag += Math.max(0, end - Math.max(position, first.get(partition) ?? 0));
    }
    return lag;
  }

  #checkOpen(): void {
    if (this.#closed) throw new StarsError('STARS_UNAVAILABLE', 'the event bus is closed');
  }
}

import { deadLetterTopic } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { entryOf } from '@stars/platform';
import { topicOnBroker } from '../kafka-names.js';
import { retryTopicsOf } from '../retry-topic.js';
import type { Admin, ConfigEntries } from './client.js';
import { type Cluster, reconnect } from './cluster.js';
import { isUnknownTopic } from './kafka-error.js';
import type { KafkaSettings } from './options.js';
import { withPatience } from './patience.js';
import { topicConfig } from './topic-config.js';

/** Kafka's numbers: a resource that is a topic, and a setting that is the topic's own. */
const TOPIC_RESOURCE = 2;
const OF_TOPIC = 1;
const CLEANUP = 'cleanup.policy';
const LARGEST = 'max.message.bytes';

/** The topics on the broker, how missing ones are created, and the progress of groups. */
export class TopicDirectory {
  readonly #known = new Map<string, Promise<void>>();
  /** Configurations of topics that this process may have to create again. */
  readonly #specs = new Map<string, { partitions: number; config: Record<string, string> }>();

  constructor(
    private readonly admin: Admin,
    private readonly cluster: Cluster,
    private readonly settings: KafkaSettings,
  ) {}

  /** The broker does not know a topic because somebody deleted it: forgets which topics exist. */
  forget(): void {
    this.#known.clear();
    // Else every metadata request would ask for the missing topic, and fail.
    this.cluster.targetTopics.clear();
  }

  /** Like forget, and creates those of the named topics again that were created before. Errors: `STARS_UNAVAILABLE`. */
  async makeAgain(names: Iterable<string>): Promise<void> {
    this.forget();
    for (const name of names) {
      const spec = this.#specs.get(name);
      if (spec !== undefined) await this.ensureNamed(name, spec.partitions, spec.config);
    }
  }

  nameOf(topic: string): string {
    return topicOnBroker(this.settings.prefix, topic);
  }

  /** The names of all topics on the broker. Errors: `STARS_UNAVAILABLE`. */
  list(): Promise<string[]> {
    return this.#patiently('list topics', () => this.admin.listTopics());
  }

  /** Topics that are there, and their dead-letter and retry topics. */
  async withAside(topics: readonly string[]): Promise<string[]> {
    const names = await this.list();
    return topics.flatMap((topic) => {
      const retries = this.nameOf(retryTopicsOf(topic));
      const groups = names.filter((name) => name.startsWith(retries)).map((name) => name.slice(retries.length));
      const found = [topic, deadLetterTopic(topic)].filter((each) => names.includes(this.nameOf(each)));
      return [...found, ...groups.map((group) => `${retryTopicsOf(topic)}${group}`)];
    });
  }

  /** The topic's name on the broker. It is created first if needed. Errors: `STARS_UNAVAILABLE`. */
  async ensure(topic: string): Promise<string> {
    const name = this.nameOf(topic);
    await this.ensureNamed(name, this.settings.partitions, topicConfig(topic, this.settings));
    return name;
  }

  async ensureNamed(name: string, partitions: number, config: Record<string, string>): Promise<void> {
    this.#specs.set(name, { partitions, config });
    return entryOf(this.#known, name, () => {
      const making = this.#make(name, partitions, config);
      making.catch(() => this.#known.delete(name));
      return making;
    });
  }

  /** The topic's name on the broker, or undefined if there is none. Errors: `STARS_UNAVAILABLE`. */
  async find(topic: string): Promise<string | undefined> {
    const name = this.nameOf(topic);
    if (this.#known.has(name)) {
      await this.#known.get(name);
      return name;
    }
    const found = await this.#patiently(`look up ${name}`, () => this.#exists(name));
    if (found) this.#known.set(name, Promise.resolve());
    return found ? name : undefined;
  }

  /** What a group has committed on a topic, by partition; −1 for nothing. Errors: `STARS_UNAVAILABLE`. */
  async committed(groupId: string, name: string): Promise<Map<number, number>> {
    const found = await this.#patiently(`say what ${groupId} committed`, () =>
      this.admin.fetchOffsets({ groupId, topics: [name] }),
    );
    const partitions = found.flatMap((entry) => entry.partitions);
    return new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  /** First offset of each partition whose message came then (ms) or later; the next offset if none did. Errors: `STARS_UNAVAILABLE`. */
  async offsetsSince(name: string, since: number): Promise<Map<number, number>> {
    const found = await this.#patiently(`say what came to ${name} since then`, () =>
      this.admin.fetchTopicOffsetsByTimestamp(name, since),
    );
    return new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  /** Changes the retention of a topic, ms, and none of its other settings. Errors: `STARS_UNAVAILABLE`. */
  async keepFor(name: string, ms: number): Promise<void> {
    await this.#patiently(`change ${name}`, async () =>
      this.#change(name, 'retention.ms', ms, await this.#configOf(name)),
    );
  }

  /**
   * Lets a topic that is there take messages as large as this version sends, and changes nothing else.
   * Errors: `STARS_CONFIG_INVALID` if it would lose messages, `STARS_UNAVAILABLE`.
   */
  async fit(topic: string): Promise<void> {
    const name = this.nameOf(topic);
    const { [CLEANUP]: policy = 'delete', [LARGEST]: largest } = topicConfig(topic, this.settings);
    const config = await this.#patiently(`say how ${name} is set`, () => this.#configOf(name));
    const has = (key: string) => config.find(({ configName }) => configName === key)?.configValue;
    if (has(CLEANUP) !== policy) {
      const message = `the topic ${name} loses messages with ${CLEANUP}=${has(CLEANUP)}: set it to ${policy}`;
      throw new StarsError('STARS_CONFIG_INVALID', message);
    }
    if (Number(has(LARGEST)) >= Number(largest)) return;
    await this.#patiently(`change ${name}`, () => this.#change(name, LARGEST, Number(largest), config));
  }

  async #configOf(name: string): Promise<ConfigEntries[]> {
    const resource = { type: TOPIC_RESOURCE, name };
    const { resources } = await this.admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    return resources[0]!.configEntries;
  }

  async #change(name: string, key: string, value: number, before: readonly ConfigEntries[]): Promise<void> {
    // The call that changes settings replaces all that the topic has of its own.
    const own = before.filter(
      ({ configSource, configName }) => Number(configSource) === OF_TOPIC && configName !== key,
    );
    const configEntries = own.map(({ configName, configValue }) => ({ name: configName, value: configValue }));
    configEntries.push({ name: key, value: String(value) });
    const resources = [{ type: TOPIC_RESOURCE, name, configEntries }];
    await this.admin.alterConfigs({ validateOnly: false, resources });
  }

  async #make(name: string, partitions: number, config: Record<string, string>): Promise<void> {
    const { replicationFactor } = this.settings;
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    await this.#patiently(`make ${name}`, async () => {
      if (await this.#exists(name)) return;
      const topics = [
        { topic: name, numPartitions: partitions, replicationFactor: replicationFactor ?? -1, configEntries },
      ];
      await this.admin.createTopics({ topics, waitForLeaders: true, timeout: 10_000 });
      // Brokers learn of a new topic one after the other.
      if (!(await this.#exists(name))) throw new Error(`${name} is not there yet`);
    });
  }

  async #exists(name: string): Promise<boolean> {
    try {
      await this.cluster.addMultipleTargetTopics([name]);
      return this.cluster.findTopicPartitionMetadata(name).length > 0;
    } catch (error) {
      if (isUnknownTopic(error)) return false;
      throw error;
    }
  }

  #patiently<T>(doing: string, work: () => Promise<T>): Promise<T> {
    const { timeoutMs, random } = this.settings;
    const before = async (): Promise<void> => {
      await this.admin.connect();
      await reconnect(this.cluster);
    };
    return withPatience(work, { doing, timeoutMs, random, before });
  }
}

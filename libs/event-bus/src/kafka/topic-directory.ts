import type { Admin } from './client.js';
import type { Cluster } from './cluster.js';
import { isUnknownTopic } from './kafka-error.js';
import { topicOnBroker } from './names.js';
import type { KafkaSettings } from './options.js';
import { withPatience } from './patience.js';
import { topicConfig } from './topic-config.js';

/** Which topics there are on the broker, and how the missing ones are made. */
export class TopicDirectory {
  readonly #admin: Admin;
  readonly #cluster: Cluster;
  readonly #settings: KafkaSettings;
  readonly #known = new Map<string, Promise<void>>();

  constructor(admin: Admin, cluster: Cluster, settings: KafkaSettings) {
    this.#admin = admin;
    this.#cluster = cluster;
    this.#settings = settings;
  }

  /** Somebody took a topic off the broker: none is taken for granted any more. */
  forget(): void {
    this.#known.clear();
    // Else every look at the brokers would ask for the one that is gone, and fail.
    this.#cluster.targetTopics.clear();
  }

  nameOf(topic: string): string {
    return topicOnBroker(this.#settings.prefix, topic);
  }

  /** The names of all topics on the broker. Errors: `STARS_UNAVAILABLE`. */
  list(): Promise<string[]> {
    return this.#patiently('list topics', () => this.#admin.listTopics());
  }

  /** The topic's name on the broker, where it is made first if need be. Errors: `STARS_UNAVAILABLE`. */
  async ensure(topic: string): Promise<string> {
    const name = this.nameOf(topic);
    await this.ensureNamed(name, this.#settings.partitions, topicConfig(topic, this.#settings.retentionMs));
    return name;
  }

  async ensureNamed(name: string, partitions: number, config: Record<string, string>): Promise<void> {
    let making = this.#known.get(name);
    if (making === undefined) {
      making = this.#make(name, partitions, config);
      this.#known.set(name, making);
      making.catch(() => this.#known.delete(name));
    }
    return making;
  }

  /** The topic's name on the broker, or undefined where there is none. Errors: `STARS_UNAVAILABLE`. */
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

  async #make(name: string, partitions: number, config: Record<string, string>): Promise<void> {
    const { replicationFactor } = this.#settings;
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    await this.#patiently(`make ${name}`, async () => {
      if (await this.#exists(name)) return;
      const topics = [
        { topic: name, numPartitions: partitions, replicationFactor: replicationFactor ?? -1, configEntries },
      ];
      await this.#admin.createTopics({ topics, waitForLeaders: true, timeout: 10_000 });
      // Brokers hear of a new topic one after the other.
      if (!(await this.#exists(name))) throw new Error(`${name} is not there yet`);
    });
  }

  async #exists(name: string): Promise<boolean> {
    try {
      await this.#cluster.addMultipleTargetTopics([name]);
      return this.#cluster.findTopicPartitionMetadata(name).length > 0;
    } catch (error) {
      if (isUnknownTopic(error)) return false;
      throw error;
    }
  }

  #patiently<T>(doing: string, work: () => Promise<T>): Promise<T> {
    const { timeoutMs, random } = this.#settings;
    return withPatience(work, { doing, timeoutMs, random });
  }
}

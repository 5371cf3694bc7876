import { hash } from 'node:crypto';
import { importOf } from '@stars/contracts';
import { entryOf, SharedRun } from '@stars/platform';
import type { BusMessage, TopicEnds } from '../port.js';
import type { PartitionLog } from './partition-log.js';
import type { KafkaPublisher } from './publisher.js';
import { compactedConfig } from './topic-config.js';
import type { TopicDirectory } from './topic-directory.js';

/** Consumers learn of an erasure within this time, ms. */
const CONSUMERS_LOOK_EVERY_MS = 1000;

type Place = Pick<BusMessage, 'partition' | 'offset'>;

interface TopicErasures {
  /** By what was erased: messages before the offset of their partition are gone. */
  byMark: Map<string, Record<string, number>>;
  /** The last erased offset of the topic, by partition: later messages need no look-up. */
  furthest: Map<number, number>;
}

/** What marks the messages of a key, or of an import, in the log of erasures. */
export const erasedKey = (key: string): string => hash('sha256', key, 'base64url').slice(0, 22);
/** No hash of a key has a colon. */
export const erasedImport = (importId: string): string => `import:${importId}`;
const erasedMessage = ({ partition, offset }: Place): string => `message:${partition}/${offset}`;

const erasure = (name: string, mark: string, until: Record<string, number>) => ({
  key: Buffer.from(JSON.stringify([name, mark])),
  value: Buffer.from(JSON.stringify(until)),
  headers: {},
});

/**
 * Which keys, imports and single messages were erased, up to which offsets: a compacted topic that every reader of the bus respects, because Kafka
 * cannot delete single messages. Keys are stored as hashes. docs/decisions/0007-erasure-on-kafka.md.
 */
export class ErasureLog {
  readonly #log: PartitionLog;
  readonly #publisher: KafkaPublisher;
  readonly #directory: TopicDirectory;
  readonly #topics = new Map<string, TopicErasures>();
  readonly #name: string;
  #next = 0;
  readonly #reading = new SharedRun(() => this.#read());
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param name of the topic that holds them */
  constructor(name: string, log: PartitionLog, publisher: KafkaPublisher, directory: TopicDirectory) {
    this.#name = name;
    this.#log = log;
    this.#publisher = publisher;
    this.#directory = directory;
  }

  async open(): Promise<void> {
    await this.#directory.ensureNamed(this.#name, 1, compactedConfig());
    await this.catchUp();
  }

  /** Erases the messages of a mark up to now, or `until`, on topics, named as on the broker. Durable once it resolves. */
  async erase(names: readonly string[], mark: string, until: TopicEnds): Promise<void> {
    const records = await Promise.all(
      names.map(async (name) => {
        const ends = until.get(name) ?? (await this.#log.offsets(name, 'next'));
        return erasure(name, mark, Object.fromEntries(ends));
      }),
    );
    await this.#publisher.send(this.#name, records);
    await this.catchUp();
  }

  /** Erases single messages. Durable once it resolves. */
  async eraseMessages(name: string, places: readonly Place[]): Promise<void> {
    const records = places.map((place) => erasure(name, erasedMessage(place), { [place.partition]: place.offset + 1 }));
    await this.#publisher.send(this.#name, records);
    await this.catchUp();
  }

  /** Resolves once all erasures before the call are known. */
  catchUp(): Promise<void> {
    return this.#reading.ask();
  }

  /** Like catchUp, if the last one was some time ago. */
  async lookAgain(): Promise<void> {
    if (performance.now() - this.#readAt > CONSUMERS_LOOK_EVERY_MS) await this.catchUp();
  }

  /** Whether the message was erased; `name` is its topic's name on the broker. */
  has(name: string, { partition, offset, key, headers }: BusMessage): boolean {
    const topic = this.#topics.get(name);
    if (topic === undefined || offset >= (topic.furthest.get(partition) ?? 0)) return false;
    const importId = importOf({ headers });
    const isErased = (mark: string): boolean => offset < (topic.byMark.get(mark)?.[partition] ?? 0);
    return (
      isErased(erasedMessage({ partition, offset })) ||
      isErased(erasedKey(key)) ||
      (importId !== undefined && isErased(erasedImport(importId)))
    );
  }

  async #read(): Promise<void> {
    const began = performance.now();
    const end = (await this.#log.offsets(this.#name, 'next')).get(0) ?? 0;
    while (this.#next < end) {
      const { records, next } = await this.#log.fetch(this.#name, 0, this.#next, end);
      for (const { key, value } of records) if (key !== null && value !== null) this.#apply(key, value);
      this.#next = next;
    }
    this.#readAt = began;
  }

  #apply(key: Buffer, value: Buffer): void {
    const [name, mark] = JSON.parse(key.toString()) as [string, string];
    const until = JSON.parse(value.toString()) as Record<string, number>;
    const topic = entryOf(this.#topics, name, () => ({ byMark: new Map(), furthest: new Map() }));
    topic.byMark.set(mark, until);
    for (const [partition, offset] of Object.entries(until)) {
      topic.furthest.set(Number(partition), Math.max(offset, topic.furthest.get(Number(partition)) ?? 0));
    }
  }
}

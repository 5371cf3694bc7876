import { hash } from 'node:crypto';
import { entryOf, SharedRun } from '@stars/platform';
import { ERASURES } from '../control-seal.js';
import type { BusMessage, TopicEnds } from '../port.js';
import type { ControlTrust } from './control-trust.js';
import { type OutgoingRecord, toBusMessage } from './message-codec.js';
import type { PartitionLog } from './partition-log.js';
import type { KafkaPublisher } from './publisher.js';
import { compactedConfig } from './topic-config.js';
import type { TopicDirectory } from './topic-directory.js';

/** Consumers learn of an erasure within this time, ms. */
const CONSUMERS_LOOK_EVERY_MS = 1000;

/** Of a topic; a record that names another one is no erasure. */
const MOST_PARTITIONS = 100_000;

/** Partitions, each with the offset before which messages are gone. */
type Ends = [partition: number, end: number][];
type Place = Pick<BusMessage, 'partition' | 'offset'>;

interface TopicErasures {
  /** By what was erased: `packed` ends. Messages before the end of their partition are gone. */
  byMark: Map<string, string>;
  /** The last erased offset of the topic, by partition: later messages need no look-up. */
  furthest: Map<number, number>;
}

/** What marks the messages of a key in the log of erasures. */
export const erasedKey = (key: string): string => hash('sha256', key, 'base64url').slice(0, 22);
/** No hash of a key has a colon. */
const erasedMessage = ({ partition, offset }: Place): string => `message:${partition}/${offset}`;

interface ErasureParts {
  log: PartitionLog;
  publisher: KafkaPublisher;
  directory: TopicDirectory;
  trust: ControlTrust;
}

/**
 * Which keys and single messages were erased, up to which offsets: a compacted topic that every reader of the bus respects, because Kafka
 * cannot delete single messages. Keys are stored as hashes. docs/decisions/0006-what-the-bus-does-on-kafka.md.
 */
export class ErasureLog {
  readonly #topics = new Map<string, TopicErasures>();
  #next = 0;
  readonly #reading = new SharedRun(() => this.#read());
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param name of the topic that holds them */
  constructor(
    private readonly name: string,
    private readonly parts: ErasureParts,
  ) {}

  async open(): Promise<void> {
    await this.parts.directory.ensureNamed(this.name, 1, compactedConfig());
    await this.catchUp();
  }

  /** Erases the messages of a key up to now, or `until`, on topics, named as on the broker. Durable once it resolves. */
  async eraseKey(names: readonly string[], key: string, until: TopicEnds): Promise<void> {
    const mark = erasedKey(key);
    await this.catchUp();
    const records = await Promise.all(
      names.map(async (name) => {
        const ends = until.get(name) ?? (await this.parts.log.offsets(name, 'next'));
        // Compaction keeps only this one of the mark.
        return this.#erasure(name, mark, furthest(this.#topics.get(name)?.byMark.get(mark), [...ends]));
      }),
    );
    await this.parts.publisher.send(this.name, records);
    await this.catchUp();
  }

  /** Erases single messages. Durable once it resolves. */
  async eraseMessages(name: string, places: readonly Place[]): Promise<void> {
    const records = places.map((place) =>
      this.#erasure(name, erasedMessage(place), furthest('', [[place.partition, place.offset + 1]])),
    );
    await this.parts.publisher.send(this.name, records);
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
  has(name: string, { partition, offset, key }: BusMessage): boolean {
    const topic = this.#topics.get(name);
    if (topic === undefined || offset >= (topic.furthest.get(partition) ?? 0)) return false;
    const isErased = (mark: string): boolean => offset < (unpacked(topic.byMark.get(mark))[partition] ?? 0);
    return isErased(erasedMessage({ partition, offset })) || isErased(erasedKey(key));
  }

  async #read(): Promise<void> {
    const began = performance.now();
    const end = (await this.parts.log.offsets(this.name, 'next')).get(0) ?? 0;
    while (this.#next < end) {
      const { records, next } = await this.parts.log.fetch(this.name, 0, this.#next, end);
      const messages = records
        .map((record) => toBusMessage(ERASURES, 0, record))
        .filter((found) => found !== undefined);
      const refused = await this.parts.trust.refused(messages);
      for (const message of messages) if (!refused.has(message)) this.#apply(message);
      this.#next = next;
    }
    this.#readAt = began;
  }

  #erasure(name: string, mark: string, ends: readonly number[]): OutgoingRecord {
    const key = Buffer.from(JSON.stringify([name, mark]));
    const value = Buffer.from(JSON.stringify({ ...ends }));
    return { key, value, headers: this.parts.trust.headerOf(ERASURES, key, value) };
  }

  #apply(message: BusMessage): void {
    const erasure = erasureOf(message);
    if (erasure === undefined) return;
    const { name, mark, until } = erasure;
    const topic = entryOf(this.#topics, name, () => ({ byMark: new Map(), furthest: new Map() }));
    topic.byMark.set(mark, packed(furthest(topic.byMark.get(mark), until)));
    for (const [partition, offset] of until) {
      topic.furthest.set(partition, Math.max(offset, topic.furthest.get(partition) ?? 0));
    }
  }
}

/** The end of each partition, by its number, in a few bytes each: each erasure stays in memory. */
const packed = (ends: readonly number[]): string => Array.from(ends, (end = 0) => end.toString(36)).join();
const unpacked = (ends = ''): number[] => ends.split(',').map((end) => Number.parseInt(end, 36) || 0);

/** What was erased stays erased: an erasure up to an earlier end may come later, because it waited, or because somebody sends it again. */
function furthest(known: string | undefined, until: Ends): number[] {
  const ends = unpacked(known);
  for (const [partition, end] of until) ends[partition] = Math.max(end, ends[partition] ?? 0);
  return ends;
}

/** Undefined for what no bus has written: it must not keep every process from starting. */
function erasureOf({ key, value }: BusMessage) {
  try {
    const [name, mark] = JSON.parse(key) as unknown[];
    const ends = JSON.parse(Buffer.from(value).toString()) as Record<string, number>;
    if (typeof name !== 'string' || typeof mark !== 'string') return undefined;
    const until: Ends = Object.entries(ends).map(([partition, end]) => [Number(partition), end]);
    const isEnd = ([partition, end]: Ends[number]): boolean => partition < MOST_PARTITIONS && Number.isSafeInteger(end);
    return until.every(isEnd) ? { name, mark, until } : undefined;
  } catch {
    return undefined;
  }
}

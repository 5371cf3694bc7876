import { StarsError } from '@stars/errors';
import { backOffMs, pause } from '@stars/platform';
import type { ConsumerMetrics } from '../consumer-metrics.js';
import { groupOnBroker } from '../kafka-names.js';
import type { ConsumeOptions, OutgoingMessage, Subscription } from '../port.js';
import { type WorkedTopic, workedTopics } from '../retry-topic.js';
import { tellOfError } from '../tell-of-error.js';
import type { Consumer, EachBatchPayload, KafkaClient } from './client.js';
import { commitOffsets } from './commit-offsets.js';
import type { ControlTrust } from './control-trust.js';
import type { ErasureLog } from './erasure-log.js';
import { isUnknownTopic } from './kafka-error.js';
import { messagesToHandle } from './messages-to-handle.js';
import { OffsetCommits } from './offset-commits.js';
import { oldestFirst } from './oldest-first.js';
import type { KafkaSettings } from './options.js';
import { type PartitionTenure, PartitionTenures } from './partition-tenure.js';
import { PartitionWork } from './partition-work.js';
import { within } from './patience.js';
import type { TopicDirectory } from './topic-directory.js';

export interface GroupConsumerParts {
  client: KafkaClient;
  topics: TopicDirectory;
  erasures: ErasureLog;
  trust: ControlTrust;
  settings: KafkaSettings;
  metrics: ConsumerMetrics;
  /** Publishes messages to retry and dead letters. */
  publish: (topic: string, messages: readonly OutgoingMessage[]) => Promise<unknown>;
}

/**
 * How long the fetch of all partitions waits for one partition's handler, ms. Until then a rebalance waits too, so that nothing is handled twice; after it the partition pauses, and fetching and heartbeats
 * go on without it.
 */
const HOLD_MS = 500;
/** Also the longest wait of a paused partition until it is fetched again, ms. */
const FETCH_WAIT_MS = 200;
/** How long a rebalance waits for commits, ms. */
const COMMIT_MS = 2000;

/** One consumer of a group during the subscription: it reconnects whenever the brokers are back. */
export class KafkaGroupConsumer implements Subscription {
  readonly #tenures = new PartitionTenures();
  readonly #commits: OffsetCommits;
  readonly #works = new Set<Promise<void>>();
  readonly #stopped = Promise.withResolvers<void>();
  /** By their names on the broker. */
  #worked = new Map<string, WorkedTopic>();
  #consumer: Consumer | undefined;
  #commitOffsets: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  #attempt = 0;
  #stopping = false;
  #closing: Promise<void> | undefined;
  readonly #running: Promise<void>;
  readonly #since = Date.now();

  constructor(
    private readonly parts: GroupConsumerParts,
    private readonly options: ConsumeOptions,
    private readonly closed: () => void,
  ) {
    this.#commits = new OffsetCommits(
      (offsets) => commitOffsets(this.#consumer, this.#commitOffsets, offsets),
      (offset) => this.#tenures.has(offset),
    );
    this.#running = this.#run();
  }

  /**
   * Waits for the current batches; after the grace period their signals are aborted. A handler that ignores the signal is left
   * behind, uncommitted. Errors: `STARS_DEADLINE_EXCEEDED`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end().finally(this.closed);
    return this.#closing;
  }

  async #end(): Promise<void> {
    const { closeGraceMs } = this.parts.settings;
    this.#stopping = true;
    this.#stopped.resolve();
    const reason = new StarsError('STARS_DEADLINE_EXCEEDED', 'the consumer is closing and the batch took too long');
    const working = this.#tenures.inWork();
    for (const { work } of working) work?.stop();
    let ended = await this.#worksEnd(closeGraceMs);
    if (!ended) {
      for (const { work } of working) work?.abort(reason);
      ended = await this.#worksEnd(closeGraceMs);
    }
    if (!ended) for (const { work } of working) work?.lose(reason);
    await this.#commits.flush(COMMIT_MS);
    this.#commits.stop();
    await within(this.#running, closeGraceMs, 'leave the group').catch(() => undefined);
    if (!ended) throw reason;
  }

  async #worksEnd(ms: number): Promise<boolean> {
    return within(Promise.all(this.#works), ms, 'end').then(
      () => true,
      () => false,
    );
  }

  /** One client consumer after another, because each gives up after some attempts. */
  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#consume();
      } catch (error) {
        if (this.#stopping) return;
        if (isUnknownTopic(error)) this.parts.topics.forget();
        tellOfError(this.options, error, ++this.#attempt);
        const { backOff, random } = this.parts.settings;
        await Promise.race([pause(backOffMs(this.#attempt, backOff, random())), this.#stopped.promise]);
      }
    }
  }

  /** Resolves when the subscription ends; rejects when the client's consumer gave up. */
  async #consume(): Promise<void> {
    const { client, topics, settings } = this.parts;
    const worked = await Promise.all(
      workedTopics(this.options).map(async (topic) => [await topics.ensure(topic.name), topic] as const),
    );
    if (this.#stopping) return;
    this.#worked = new Map(worked);
    const { group, standBy } = this.options;
    const sessionTimeout = standBy?.sessionMs ?? settings.sessionTimeoutMs;
    const consumer = client.consumer({
      groupId: groupOnBroker(settings.prefix, group),
      sessionTimeout,
      heartbeatInterval: Math.ceil(settings.sessionTimeoutMs / 10),
      maxWaitTimeInMs: FETCH_WAIT_MS,
      ...(standBy && { rebalanceTimeout: sessionTimeout, partitionAssigners: [oldestFirst(this.#since)] }),
    });
    this.#consumer = consumer;
    const crashed = Promise.withResolvers<never>();
    crashed.promise.catch(() => undefined);
    consumer.on(consumer.events.CRASH, ({ payload }) => crashed.reject(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => this.#assigned(consumer, payload.memberAssignment));
    consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
      // Only markers of transactions and aborted messages, which no handler gets.
      if (payload.batchSize > 0) return;
      const { topic, partition } = payload;
      const tenure = this.#tenures.of(topic, partition);
      if (tenure.work !== undefined) return;
      tenure.position = Math.max(tenure.position, Number(payload.lastOffset) + 1);
      this.#commits.mark({ topic, partition, offset: tenure.position });
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.#worked.keys()], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: this.options.concurrency ?? settings.concurrency,
        eachBatch: (payload) => this.#fetched(consumer, payload),
      });
      await Promise.race([crashed.promise, this.#stopped.promise]);
      await this.#worksEnd(2 * settings.closeGraceMs);
      await this.#commits.flush(COMMIT_MS);
    } finally {
      this.#consumer = undefined;
      this.#commitOffsets = undefined;
      await within(consumer.disconnect(), settings.closeGraceMs, 'disconnect').catch(() => undefined);
    }
  }

  /** Called before anything is fetched with the new assignment. */
  #assigned(consumer: Consumer, assignment: Record<string, number[]>): void {
    this.#attempt = 0;
    for (const { topic, partition, work } of this.#tenures.assign(assignment)) {
      const { group } = this.options;
      work?.lose(new StarsError('STARS_UNAVAILABLE', `group ${group} gave ${topic}/${partition} to another consumer`));
      consumer.resume([{ topic, partitions: [partition] }]);
    }
    // A new client consumer does not know the pauses.
    for (const { topic, partition } of this.#tenures.inWork()) consumer.pause([{ topic, partitions: [partition] }]);
  }

  async #fetched(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    this.#commitOffsets = payload.commitOffsetsIfNecessary;
    const tenure = this.#tenures.of(topic, partition);
    const pause = (): void => consumer.pause([{ topic, partitions: [partition] }]);
    if (this.#stopping || tenure.work !== undefined) return pause();
    const next = Number(payload.batch.lastOffset()) + 1;
    const working = await this.#startWork(tenure, payload);
    const held = new Promise<void>((resolve) => setTimeout(resolve, HOLD_MS).unref());
    await Promise.race([working.done, working.waits, held]);
    if (tenure.work === undefined) {
      if (tenure.position === next) payload.resolveOffset(payload.batch.lastOffset());
    } else {
      pause();
      void working.done.then(() => this.#goOn(tenure));
    }
    try {
      await payload.heartbeat();
    } catch (error) {
      // Handled messages must be committed before the partition can move.
      await this.#commits.flush(COMMIT_MS);
      throw error;
    }
  }

  async #startWork(
    tenure: PartitionTenure,
    { batch }: EachBatchPayload,
  ): Promise<{ done: Promise<void>; waits: Promise<void> }> {
    const { erasures } = this.parts;
    const { topic, partition } = tenure;
    const worked = this.#worked.get(topic)!;
    await erasures.lookAgain();
    const messages = messagesToHandle(batch, worked.name, tenure, erasures);
    const waits = Promise.withResolvers<void>();
    const work = new PartitionWork({
      ...this.parts,
      options: this.options,
      topic: worked,
      onHandled: (offset) => {
        tenure.position = offset;
        this.#commits.mark({ topic, partition, offset });
      },
      onWait: waits.resolve,
    });
    tenure.work = work;
    const done = work.run(messages, Number(batch.lastOffset()) + 1).finally(() => {
      tenure.work = undefined;
      this.#works.delete(done);
    });
    this.#works.add(done);
    return { done, waits: waits.promise };
  }

  /** Fetches a partition again that was paused during its work. */
  #goOn({ topic, partition, position }: PartitionTenure): void {
    if (this.#stopping || !this.#tenures.has({ topic, partition })) return;
    try {
      this.#consumer?.seek({ topic, partition, offset: String(position) });
      this.#consumer?.resume([{ topic, partitions: [partition] }]);
    } catch {
      // The consumer crashed meanwhile: its successor starts at the committed offset, and skips handled messages.
    }
  }
}

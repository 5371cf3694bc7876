import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { TOPICS } from '@stars/contracts';
import { ForgetUsers } from '@stars/erasure';
import { StarsError } from '@stars/errors';
import {
  type BusMessage,
  type ConsumerGroup,
  EMBEDDER_GROUPS,
  type PoisonMessage,
  type Subscription,
} from '@stars/event-bus';
import { ModelRollOut } from '@stars/roll-out';
import { StatisticsKeeper } from '@stars/statistics';
import { MESSAGES_A_BATCH, VectorKeeper } from '@stars/vectors';
import { type EmbedderDeps, MODEL_RETRIES_MS } from './embedder-deps.js';

/**
 * Partitions handled at a time. The partitions of one fetch share rounds and pause; a partition that waits for
 * another one would wait through both pauses.
 */
const PARTITIONS = 32;
/** See `EmbedderDeps.batchEveryMs`: within a second, an event is in a batch, encoded and stored. */
export const BATCH_EVERY_MS = 100;

/** States of statistics are published once in so many batches of interactions. */
const STATISTICS_BATCHES = 3;

/** Feeds the embedder from the bus for as long as the application runs. */
export class EmbedderConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly rollOut: ModelRollOut;
  readonly #vectors: VectorKeeper;
  readonly #statistics: StatisticsKeeper;
  readonly #stop = new AbortController();
  readonly #events;
  #subscriptions: Subscription[] = [];

  constructor(private readonly deps: EmbedderDeps) {
    const { signal } = this.#stop;
    this.#vectors = new VectorKeeper(deps, signal);
    const { models } = this.#vectors;
    this.#statistics = new StatisticsKeeper(deps, async (tenant, withDefault) => {
      await models.follow();
      return models.statistics.definitionsOf(tenant, withDefault).map(({ name }) => name);
    });
    this.rollOut = new ModelRollOut(deps, this.#vectors, signal);
    this.#events = deps.metrics.counter({
      name: 'stars_embedder_messages_total',
      help: 'Messages handled by the embedder.',
      labels: ['topic', 'outcome'],
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { data, models, serve, fill, statistics } = EMBEDDER_GROUPS;
    await this.#vectors.models.follow();
    await this.#statistics.catchUp();
    this.#subscriptions = [
      await this.#consume(data, (messages, signal) => this.#vectors.apply(messages, signal)),
      await this.#consume(
        models,
        (messages, signal) => this.rollOut.apply(messages, this.#orStop(signal)),
        this.deps.modelRetriesMs ?? MODEL_RETRIES_MS,
      ),
      await this.#consume(serve, (messages, signal) => this.rollOut.applyRequests(messages, this.#orStop(signal))),
      await this.#consume(fill, async (messages, signal) => {
        await this.rollOut.applyLongRequests(messages, this.#orStop(signal));
        return [];
      }),
      await this.#consume(statistics, (messages, signal) => this.#statistics.apply(messages, this.#orStop(signal))),
      await new ForgetUsers(this.deps).start(),
    ];
    this.#vectors.start();
    this.rollOut.worker.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort(new StarsError('STARS_UNAVAILABLE', 'the embedder stops'));
    await Promise.all([
      this.rollOut.worker.ended(),
      ...this.#subscriptions.map((subscription) => subscription.close()),
    ]);
    await this.#vectors.close();
  }

  /** Also fires when the embedder stops: for work that takes long, and goes on in another embedder or after the start. */
  #orStop(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#stop.signal]);
  }

  #consume(
    { group, topics }: ConsumerGroup,
    handle: (messages: BusMessage[], signal: AbortSignal) => Promise<PoisonMessage[]>,
    retryDelaysMs: readonly number[] = [],
  ): Promise<Subscription> {
    const { bus, logger } = this.deps;
    return bus.consume({
      group,
      topics,
      retryDelaysMs,
      batchSize: MESSAGES_A_BATCH,
      concurrency: PARTITIONS,
      everyMs: (topic) => this.#everyMs(topic),
      handler: async (messages, signal) => {
        const poison = await handle(messages, signal);
        const topic = messages[0]?.topic ?? '';
        this.#events.inc({ topic, outcome: 'poison' }, poison.length);
        this.#events.inc({ topic, outcome: 'handled' }, messages.length - poison.length);
        return poison;
      },
      onError: (err, attempt) => {
        if (err !== this.#stop.signal.reason)
          logger.warn({ err, group, attempt }, 'embedder batch failed; it comes again');
      },
    });
  }

  /** A batch costs most per event if it has one event: the first event after a silence is handled at once, later ones together. */
  #everyMs(topic: string): number {
    const isOfUsers = topic === TOPICS.interactions || topic === TOPICS.impressions;
    const times = isOfUsers ? 1 : topic === TOPICS.purchaseFacts ? STATISTICS_BATCHES : 0;
    return times * (this.deps.batchEveryMs ?? BATCH_EVERY_MS);
  }
}

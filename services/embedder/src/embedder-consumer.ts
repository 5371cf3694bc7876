import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage, Subscription } from '@stars/event-bus';
import { AdmissionGate, pause } from '@stars/platform';
import { STATISTICS_GROUP } from '@stars/stack';
import {
  EMBEDDER_DEPS,
  EMBEDDER_FILL_GROUP,
  EMBEDDER_GROUP,
  EMBEDDER_MODELS_GROUP,
  EMBEDDER_SERVE_GROUP,
  type EmbedderDeps,
  MODEL_RETRIES_MS,
} from './embedder-deps.js';
import { FillWorker } from './fill/fill-worker.js';
import { ForgetUsers } from './forget-users.js';
import { ItemEmbedder } from './item-embedder.js';
import { LateItems } from './late-items.js';
import { LateModels } from './late-models.js';
import { LateUsers } from './late-users.js';
import { LiveModels } from './live-models.js';
import { MissedChanges } from './missed-changes.js';
import { ModelRollOut } from './model-roll-out.js';
import { StatisticsKeeper } from './statistics/statistics-keeper.js';
import { UserEmbedder } from './user-embedder.js';

/** What the data group reads. */
const EMBEDDER_TOPICS: readonly string[] = [TOPICS.itemFeatures, TOPICS.users, TOPICS.interactions];

/** A forward pass costs most per user if it encodes one user: a backlog is read in large batches. */
const BATCH = 5000;
/**
 * Partitions handled at a time. The partitions of one fetch share rounds and pause; a partition that waits for
 * another one would wait through both pauses.
 */
const PARTITIONS = 32;
/** See `EmbedderDeps.batchEveryMs`: within a second, an event is in a batch, encoded and stored. */
export const BATCH_EVERY_MS = 200;

/** States of statistics are published once in so many batches of interactions. */
const STATISTICS_BATCHES = 3;

/** Feeds the embedder from the bus for as long as the application runs. */
@Injectable()
export class EmbedderConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly rollOut: ModelRollOut;
  readonly #models: LiveModels;
  readonly #items: ItemEmbedder;
  readonly #users: UserEmbedder;
  readonly #lateUsers: LateUsers;
  readonly #lateModels: LateModels;
  readonly #filler: FillWorker;
  readonly #stop = new AbortController();
  readonly #statistics: StatisticsKeeper;
  readonly #events;
  #subscriptions: Subscription[] = [];

  constructor(@Inject(EMBEDDER_DEPS) private readonly deps: EmbedderDeps) {
    // Tasks that read a store, encode and write run one at a time: two interleaved ones could leave the older vector behind.
    const queue = new AdmissionGate({ concurrent: 1 });
    this.#models = new LiveModels(deps, queue);
    const [late, missed] = [new LateItems(), new MissedChanges()];
    this.#items = new ItemEmbedder(deps, this.#models, queue, missed);
    this.#users = new UserEmbedder(deps, this.#models, queue, { late, missed });
    const embedders = { items: this.#items, users: this.#users };
    this.#lateUsers = new LateUsers(deps, late, this.#models, this.#users);
    this.#statistics = new StatisticsKeeper(deps, async (tenant, withDefault) => {
      await this.#models.follow();
      return this.#models.statistics.definitionsOf(tenant, withDefault).map(({ name }) => name);
    });
    this.#lateModels = new LateModels(deps, missed, this.#models, embedders);
    this.#filler = new FillWorker(deps, this.#models, embedders, this.#stop.signal);
    this.rollOut = new ModelRollOut(deps, this.#models, embedders, this.#filler);
    this.#events = deps.metrics.counter({
      name: 'stars_embedder_messages_total',
      help: 'Messages handled by the embedder.',
      labels: ['topic', 'outcome'],
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#models.follow();
    this.#subscriptions = [
      await this.#consume(EMBEDDER_GROUP, EMBEDDER_TOPICS, (messages, signal) => this.#apply(messages, signal)),
      await this.#consume(
        EMBEDDER_MODELS_GROUP,
        [TOPICS.models],
        (messages, signal) => this.rollOut.apply(messages, this.#orStop(signal)),
        this.deps.modelRetriesMs ?? MODEL_RETRIES_MS,
      ),
      await this.#consume(EMBEDDER_SERVE_GROUP, [TOPICS.serveRequests], (messages, signal) =>
        this.rollOut.applyRequests(messages, this.#orStop(signal)),
      ),
      await this.#consume(EMBEDDER_FILL_GROUP, [TOPICS.serveRequests], async (messages, signal) => {
        await this.rollOut.applyLongRequests(messages, this.#orStop(signal));
        return [];
      }),
      await this.#consume(STATISTICS_GROUP.group, STATISTICS_GROUP.topics, (messages, signal) =>
        this.#statistics.apply(messages, this.#orStop(signal)),
      ),
      await new ForgetUsers(this.deps).start(),
    ];
    this.#lateUsers.start();
    this.#lateModels.start();
    this.#filler.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort(new StarsError('STARS_UNAVAILABLE', 'the embedder stops'));
    const closing = [this.#filler.ended(), this.#lateUsers.close(), this.#lateModels.close()];
    await Promise.all([...closing, ...this.#subscriptions.map((subscription) => subscription.close())]);
    this.#models.close();
  }

  /** Also fires when the embedder stops: for work that takes long, and goes on in another embedder or after the start. */
  #orStop(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#stop.signal]);
  }

  #consume(
    group: string,
    topics: readonly string[],
    handle: (messages: BusMessage[], signal: AbortSignal) => Promise<PoisonMessage[]>,
    retryDelaysMs: readonly number[] = [],
  ): Promise<Subscription> {
    const { bus, logger } = this.deps;
    return bus.consume({
      group,
      topics,
      retryDelaysMs,
      batchSize: BATCH,
      concurrency: PARTITIONS,
      handler: async (messages, signal) => {
        const began = performance.now();
        const poison = await handle(messages, signal);
        const topic = messages[0]?.topic ?? '';
        this.#events.inc({ topic, outcome: 'poison' }, poison.length);
        this.#events.inc({ topic, outcome: 'handled' }, messages.length - poison.length);
        await this.#letMoreCome(topic, began, signal);
        return poison;
      },
      onError: (err, attempt) => {
        if (err !== this.#stop.signal.reason)
          logger.warn({ err, group, attempt }, 'embedder batch failed; it comes again');
      },
    });
  }

  /** A batch costs most per event if it has one event: the first event after a silence is handled at once, later ones together. */
  async #letMoreCome(topic: string, began: number, signal: AbortSignal): Promise<void> {
    const everyMs = this.deps.batchEveryMs ?? BATCH_EVERY_MS;
    const times = topic === TOPICS.interactions ? 1 : topic === TOPICS.purchaseFacts ? STATISTICS_BATCHES : 0;
    const ms = times * everyMs - (performance.now() - began);
    if (ms > 0) await pause(ms, signal);
  }

  /**
   * Handles a batch with every model that is live, or should be, at its end. If another embedder began to fill a model meanwhile,
   * its filling may have passed these users and items already, so they are handled once more. A filling that begins later finds
   * what the batch stored.
   */
  async #apply(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    await this.#models.followSoon();
    for (;;) {
      const { generation } = this.#models;
      const poison = await this.#applyOnce(messages, signal);
      await this.#models.follow();
      if (this.#models.generation === generation) return poison;
    }
  }

  async #applyOnce(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    switch (messages[0]?.topic) {
      case TOPICS.itemFeatures:
        return this.#items.apply(messages, signal);
      case TOPICS.users:
        return this.#users.applyUsers(messages);
      default:
        return this.#users.applyInteractions(messages, await this.#isBacklog(messages));
    }
  }

  /** Whether more messages of the partition wait than a batch takes. */
  async #isBacklog(messages: readonly BusMessage[]): Promise<boolean> {
    if (messages.length < BATCH) return false;
    const { topic, partition, offset } = messages.at(-1)!;
    return ((await this.deps.bus.endOffsets(topic)).get(partition) ?? 0) > offset + 1;
  }
}

import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { TOPICS } from '@stars/contracts';
import { type Subscription, TAGGER_GROUPS } from '@stars/event-bus';
import { CatalogTagger, type TaggerWork } from './catalog-tagger.js';
import { RetagPass } from './retag-pass.js';
import type { TaggerDeps } from './tagger-deps.js';

const DEFAULT_BATCH_SIZE = 2000;
/** Changes in one batch of a backfill: few enough that its progress is visible. */
const BACKFILL_BATCH_SIZE = 500;
const DEFAULT_RETRY_DELAYS_MS = [30_000, 300_000, 1_800_000];

/** Feeds the tagger from the bus for as long as the application runs. */
export class TaggerConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  #subscriptions: Subscription[] = [];
  #pass: RetagPass | undefined;
  readonly #tagger: CatalogTagger;

  constructor(private readonly deps: TaggerDeps) {
    this.#tagger = new CatalogTagger(deps);
  }

  async onApplicationBootstrap(): Promise<void> {
    const { batchSize = DEFAULT_BATCH_SIZE, retag } = this.deps;
    const { live, backfill } = TAGGER_GROUPS;
    this.#subscriptions = [
      await this.#consume(live.group, 'live', batchSize),
      await this.#consume(backfill.group, 'backfill', Math.min(batchSize, BACKFILL_BATCH_SIZE)),
    ];
    if (retag === 'off') return;
    this.#pass = new RetagPass(this.deps, this.#tagger.makers, (group) =>
      this.#consume(group, 'retag', Math.min(batchSize, BACKFILL_BATCH_SIZE)),
    );
    await this.#pass.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.#pass?.close(), ...this.#subscriptions.map((subscription) => subscription.close())]);
  }

  #consume(group: string, work: TaggerWork, batchSize: number): Promise<Subscription> {
    const { bus, logger, retryDelaysMs = DEFAULT_RETRY_DELAYS_MS } = this.deps;
    return bus.consume({
      group,
      topics: TAGGER_GROUPS[work === 'live' ? 'live' : 'backfill'].topics,
      batchSize,
      // No retries: an item that is read again keeps its tags, and each old vocabulary would leave retry topics.
      ...(work === 'retag' ? { replays: false } : { retryDelaysMs }),
      handler: async (messages, signal) => {
        const failed =
          messages[0]?.topic === TOPICS.tagCorrections
            ? await this.#tagger.applyCorrections(messages, signal)
            : await this.#tagger.apply(messages, work, signal);
        for (const { message, code, reason, retryable } of failed) {
          const what = retryable
            ? 'a product could not be tagged; it is tried again'
            : 'a message that can never be handled';
          logger.warn({ group, key: message.key, offset: message.offset, code, reason }, what);
        }
        return failed;
      },
      onError: (err, attempt) => logger.warn({ err, group, attempt }, 'tagging a batch failed; it comes again'),
    });
  }
}

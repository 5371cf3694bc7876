import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TOPICS } from '@stars/contracts';
import type { Subscription } from '@stars/event-bus';
import { CatalogTagger } from './catalog-tagger.js';
import { TAGGER_DEPS, type TaggerDeps } from './tagger-deps.js';

/** The consumer group of this service. */
export const TAGGER_GROUP = 'tagger';

/** What the group reads: its lag on the bus is the work that is left. */
export const TAGGER_TOPICS: readonly string[] = [TOPICS.catalog];

const DEFAULT_BATCH_SIZE = 2000;

/** Feeds the tagger from the bus for as long as the application runs. */
@Injectable()
export class TaggerConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  #subscription: Subscription | undefined;

  constructor(
    @Inject(TAGGER_DEPS) private readonly deps: TaggerDeps,
    @Inject(CatalogTagger) private readonly tagger: CatalogTagger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { bus, logger, batchSize = DEFAULT_BATCH_SIZE } = this.deps;
    this.#subscription = await bus.consume({
      group: TAGGER_GROUP,
      topics: TAGGER_TOPICS,
      batchSize,
      handler: async (messages, signal) => {
        const poison = await this.tagger.apply(messages, signal);
        for (const { message, code, reason } of poison) {
          logger.warn({ key: message.key, offset: message.offset, code, reason }, 'poison catalogue change');
        }
        return poison;
      },
      onError: (err, attempt) => logger.warn({ err, attempt }, 'tagging a batch failed; it comes again'),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#subscription?.close();
  }
}

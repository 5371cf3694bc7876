import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TOPICS } from '@stars/contracts';
import { EVENT_BUS, type EventBus, type Subscription } from '@stars/event-bus';
import type { Logger } from '@stars/platform';
import { LOGGER } from './catalog-deps.js';
import { CatalogIndexer } from './catalog-indexer.js';

/** The consumer group of this service. */
export const CATALOG_GROUP = 'catalog';

/** What the group reads. */
export const CATALOG_TOPICS: readonly string[] = [TOPICS.catalog];

/** Feeds the indexer from the bus for as long as the application runs. */
@Injectable()
export class CatalogConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  #subscription: Subscription | undefined;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(CatalogIndexer) private readonly indexer: CatalogIndexer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#subscription = await this.bus.consume({
      group: CATALOG_GROUP,
      topics: CATALOG_TOPICS,
      handler: async (messages) => {
        const poison = await this.indexer.apply(messages);
        for (const { message, code, reason } of poison) {
          this.logger.warn({ key: message.key, offset: message.offset, code, reason }, 'poison catalogue change');
        }
        return poison;
      },
      onError: (err, attempt) => this.logger.warn({ err, attempt }, 'catalogue batch failed; it comes again'),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#subscription?.close();
  }
}

import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { isBackfill, TOPICS } from '@stars/contracts';
import { CATALOG_INDEXER_GROUPS, type EventBus, type Subscription } from '@stars/event-bus';
import type { Logger } from '@stars/platform';
import type { CatalogIndexer } from './catalog-indexer.js';

/** Feeds the indexer from the bus for as long as the application runs. */
export class CatalogConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  #subscriptions: Subscription[] = [];

  constructor(
    private readonly bus: EventBus,
    private readonly indexer: CatalogIndexer,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#subscriptions = [
      await this.#consume(CATALOG_INDEXER_GROUPS.live, [TOPICS.catalog, TOPICS.catalogPatches], false),
      await this.#consume(CATALOG_INDEXER_GROUPS.backfill, [TOPICS.catalog], true),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.close()));
  }

  #consume(group: string, topics: readonly string[], backfill: boolean): Promise<Subscription> {
    return this.bus.consume({
      group,
      topics,
      handler: async (messages) => {
        const mine = messages.filter((message) => isBackfill(message) === backfill);
        if (mine.length === 0) return [];
        const poison = await this.indexer.apply(mine);
        for (const { message, code, reason } of poison) {
          this.logger.warn({ key: message.key, offset: message.offset, code, reason }, 'poison catalogue change');
        }
        return poison;
      },
      onError: (err, attempt) => this.logger.warn({ err, group, attempt }, 'catalogue batch failed; it comes again'),
    });
  }
}

import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isBackfill, TOPICS } from '@stars/contracts';
import { CATALOG_INDEXER_GROUPS, EVENT_BUS, type EventBus, type Subscription } from '@stars/event-bus';
import type { Logger } from '@stars/platform';
import { LOGGER } from './catalog-deps.js';
import { CatalogIndexer } from './catalog-indexer.js';

/** The consumer group of live changes. */
export const CATALOG_GROUP = CATALOG_INDEXER_GROUPS.live;

/** The consumer group of changes that are part of a backfill: a change of stock does not wait for a whole catalogue. */
export const CATALOG_BACKFILL_GROUP = CATALOG_INDEXER_GROUPS.backfill;

/** The topics of both groups; each skips the messages of the other. */
export const CATALOG_TOPICS: readonly string[] = [TOPICS.catalog];

/** Feeds the indexer from the bus for as long as the application runs. */
@Injectable()
export class CatalogConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  #subscriptions: Subscription[] = [];

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(CatalogIndexer) private readonly indexer: CatalogIndexer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#subscriptions = [
      await this.#consume(CATALOG_GROUP, false),
      await this.#consume(CATALOG_BACKFILL_GROUP, true),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.close()));
  }

  #consume(group: string, backfill: boolean): Promise<Subscription> {
    return this.bus.consume({
      group,
      topics: CATALOG_TOPICS,
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

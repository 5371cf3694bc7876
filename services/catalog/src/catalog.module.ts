import { type DynamicModule, Module } from '@nestjs/common';
import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';
import { CatalogConsumer } from './catalog-consumer.js';
import { CatalogIndexer } from './catalog-indexer.js';

export interface CatalogDeps {
  bus: EventBus;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  logger: Logger;
  metrics: Metrics;
}

/** Keeps the item catalogue, and the payloads of item vectors, in step with the topic of catalogue changes. */
@Module({})
export class CatalogModule {
  static register({ bus, catalog, vectors, logger, metrics }: CatalogDeps): DynamicModule {
    const start = () => new CatalogConsumer(bus, new CatalogIndexer(catalog, vectors, metrics), logger);
    return { module: CatalogModule, providers: [{ provide: CatalogConsumer, useFactory: start }] };
  }
}

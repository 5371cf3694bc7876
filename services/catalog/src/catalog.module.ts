import { type DynamicModule, Module } from '@nestjs/common';
import { EVENT_BUS } from '@stars/event-bus';
import { ITEM_CATALOG } from '@stars/item-catalog';
import { VECTOR_INDEX } from '@stars/vector-index';
import { CatalogConsumer } from './catalog-consumer.js';
import { type CatalogDeps, LOGGER, METRICS } from './catalog-deps.js';
import { CatalogIndexer } from './catalog-indexer.js';

/** Keeps the item catalogue, and the payloads of item vectors, in step with the topic of catalogue changes. */
@Module({})
export class CatalogModule {
  static register(deps: CatalogDeps): DynamicModule {
    return {
      module: CatalogModule,
      providers: [
        { provide: EVENT_BUS, useValue: deps.bus },
        { provide: ITEM_CATALOG, useValue: deps.catalog },
        { provide: VECTOR_INDEX, useValue: deps.vectors },
        { provide: LOGGER, useValue: deps.logger },
        { provide: METRICS, useValue: deps.metrics },
        CatalogIndexer,
        CatalogConsumer,
      ],
    };
  }
}

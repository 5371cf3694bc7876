import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';

export interface CatalogDeps {
  bus: EventBus;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  logger: Logger;
  metrics: Metrics;
}

export const LOGGER = Symbol('CatalogLogger');
export const METRICS = Symbol('CatalogMetrics');

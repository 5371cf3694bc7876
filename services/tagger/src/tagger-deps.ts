import type { EventBus } from '@stars/event-bus';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { TextCache, TextModels } from '@stars/text';
import type { RetagScope } from './stale-changes.js';

export interface TaggerDeps {
  bus: EventBus;
  /** Gives the current version of an item. */
  catalog: ItemCatalog;
  /** Without the vocabulary, corrections are taken as they are written. */
  models: Pick<TextModels, 'embedder' | 'tagger' | 'backfill'> & Partial<Pick<TextModels, 'vocabulary'>>;
  cache: TextCache;
  logger: Logger;
  metrics: Metrics;
  /** Changes a batch (default 2,000). */
  batchSize?: number;
  /** Waits before a product whose tagging failed is tried again, ms (default: 30 s, 5 min, 30 min). */
  retryDelaysMs?: readonly number[];
  /** Which items are read again after a start (default: `vocabulary`). */
  retag?: RetagScope;
}

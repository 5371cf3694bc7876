import type { EventBus } from '@stars/event-bus';
import type { Logger, Metrics } from '@stars/platform';
import type { Tagger, TextCache, TextEmbedder } from '@stars/text';

/** How far the tagger has come since it started, for whoever shows progress. */
export interface TaggerProgress {
  /** Catalogue changes handled, poison ones included. */
  changes: number;
  /** Distinct texts of all batches so far, those of the batch in work included. */
  texts: number;
  /** Of these, texts that the embedding model was asked about: the rest came from the cache. */
  embedded: number;
}

export interface TaggerDeps {
  bus: EventBus;
  models: { embedder: TextEmbedder; tagger: Tagger };
  cache: TextCache;
  logger: Logger;
  metrics: Metrics;
  /** Changes a batch (default 2,000). */
  batchSize?: number;
  onProgress?: (progress: TaggerProgress) => void;
}

export const TAGGER_DEPS = Symbol('TaggerDeps');

import type { EventBus } from '@stars/event-bus';
import type { ContextFollower } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';

export interface EmbedderDeps {
  bus: EventBus;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  context: ContextFollower;
  /** Folder of all models. */
  modelsFolder: string;
  logger: Logger;
  metrics: Metrics;
  /** What an announcement's time is, ms since 1970; default the machine's clock. */
  clock?: () => number;
}

export const EMBEDDER_DEPS = Symbol('EmbedderDeps');

/** Consumer groups of this service: data, and models apart, because filling a model's vectors takes its time. */
export const EMBEDDER_GROUP = 'embedder';
export const EMBEDDER_MODELS_GROUP = 'embedder-models';

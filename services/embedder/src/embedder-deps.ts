import type { EventBus } from '@stars/event-bus';
import type { ContextFollower } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';
import type { RollOutSettings } from './roll-out-settings.js';

export interface EmbedderDeps {
  bus: EventBus;
  /** Topics from their beginning, if the bus has no longer everything; default: the bus. */
  log?: Pick<EventBus, 'read'>;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  context: ContextFollower;
  /** Folder of all models. */
  modelsFolder: string;
  /** Default: `ROLL_OUT_DEFAULTS`. */
  rollOut?: Partial<RollOutSettings>;
  /**
   * The shortest time between the starts of two batches of a partition's interactions, ms (default 200). Events of this time
   * are handled together, and a busy user's vectors are made no more often.
   */
  batchEveryMs?: number;
  logger: Logger;
  metrics: Metrics;
  /** The clock of announcements, ms since 1970; default the machine's clock. */
  clock?: () => number;
}

export const EMBEDDER_DEPS = Symbol('EmbedderDeps');

/**
 * Consumer groups of this service: data; models, apart because filling a model's vectors takes long; and requests for a
 * version to serve, apart because a roll-back must not wait for that.
 */
export const EMBEDDER_GROUP = 'embedder';
export const EMBEDDER_MODELS_GROUP = 'embedder-models';
export const EMBEDDER_SERVE_GROUP = 'embedder-serve';

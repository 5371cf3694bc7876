import type { EventBus } from '@stars/event-bus';
import type { ContextFollower } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';
import type { RollOutSettings } from './roll-out-settings.js';

export interface EmbedderDeps {
  bus: EventBus;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  context: ContextFollower;
  /** Folder of all models. */
  modelsFolder: string;
  /** Default: `ROLL_OUT_DEFAULTS`. */
  rollOut?: Partial<RollOutSettings>;
  /**
   * How long after one batch of a partition's interactions the next one is begun, at least, ms (default 200): what comes
   * meanwhile is handled at once, and a busy user's vectors are made no more often than that.
   */
  batchEveryMs?: number;
  logger: Logger;
  metrics: Metrics;
  /** What an announcement's time is, ms since 1970; default the machine's clock. */
  clock?: () => number;
}

export const EMBEDDER_DEPS = Symbol('EmbedderDeps');

/**
 * Consumer groups of this service: data; models apart, because filling a model's vectors takes its time; and requests
 * for a version to serve, because a roll-back must not wait for that.
 */
export const EMBEDDER_GROUP = 'embedder';
export const EMBEDDER_MODELS_GROUP = 'embedder-models';
export const EMBEDDER_SERVE_GROUP = 'embedder-serve';

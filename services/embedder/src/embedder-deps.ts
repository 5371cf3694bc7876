import type { Archive, TopicLog } from '@stars/archive';
import type { EventTimeBounds } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { ContextFollower, ModelRegistry } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';
import type { RollOutSettings } from './roll-out-settings.js';

export interface EmbedderDeps {
  bus: EventBus;
  /** Topics from their beginning, if the bus has no longer everything; default: the bus. */
  log?: TopicLog;
  /** Which deletions of users the long memory has read, if there is one. */
  archive?: Pick<Archive, 'tombstones'> | undefined;
  /** Within what time messages about a deleted user leave the bus, ms (default 7 days). */
  eraseMs?: number;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  context: ContextFollower;
  models: ModelRegistry;
  /** Default: `ROLL_OUT_DEFAULTS`. */
  rollOut?: Partial<RollOutSettings>;
  /**
   * The shortest time between the starts of two batches of a partition's interactions, ms (default 200). Events of this time
   * are handled together, and a busy user's vectors are made no more often.
   */
  batchEveryMs?: number;
  /** Default: `EVENT_TIME_BOUNDS`. */
  eventTimes?: EventTimeBounds;
  /** For tests: how long an embedder that shares a fill may be silent before its chunk is taken, ms (default: `SILENT_MS`). */
  silentMs?: number;
  /** Waits before each further attempt on an announced model that cannot be read, ms; default `MODEL_RETRIES_MS`. */
  modelRetriesMs?: readonly number[];
  logger: Logger;
  metrics: Metrics;
  /** The clock of announcements and events, ms since 1970; default the machine's clock. */
  clock?: () => number;
}

/** Two and a quarter hours in all: a volume lags for seconds, a copy is mended by people. Then it is a dead letter. */
export const MODEL_RETRIES_MS: readonly number[] = [2000, 15_000, 120_000, 900_000, 7_200_000];

export const EMBEDDER_DEPS = Symbol('EmbedderDeps');

/**
 * Consumer groups of this service: data; models, apart because filling a model's vectors takes long; requests for a version to
 * serve, apart because a roll-back must not wait for that; and those requests again, for what needs a fill itself.
 */
export const EMBEDDER_GROUP = 'embedder';
export const EMBEDDER_MODELS_GROUP = 'embedder-models';
export const EMBEDDER_SERVE_GROUP = 'embedder-serve';
export const EMBEDDER_FILL_GROUP = 'embedder-fill';

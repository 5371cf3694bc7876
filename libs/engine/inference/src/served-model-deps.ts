import type { ItemFeatures } from '@stars/contracts';
import type { SignalRules } from '@stars/features';
import type { FollowedBus, Metrics } from '@stars/platform';
import type { ContextSource } from './context-follower.js';
import type { ModelRegistry } from './model-registry.js';

export interface ServedModelDeps {
  bus: FollowedBus;
  models: ModelRegistry;
  features: (tenant: string, itemIds: readonly string[]) => Promise<(ItemFeatures | undefined)[]>;
  context: ContextSource;
  /** Which signals may act on an answer; default: all, until a later one or their own end. */
  signals?: SignalRules;
  /** Gets the error if an announced model cannot be loaded, once; it is tried again, and the model before it goes on serving. */
  onError: (error: unknown) => void;
  pollMs?: number;
  metrics?: Metrics;
  /** The clock of the age of events, ms. */
  clock?: () => number;
}

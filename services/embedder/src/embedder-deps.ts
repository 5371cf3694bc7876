import type { ErasureDeps } from '@stars/erasure';
import type { RollOutDeps } from '@stars/roll-out';

export interface EmbedderDeps extends RollOutDeps, ErasureDeps {
  /**
   * The shortest time between the starts of two batches of a partition's interactions, ms (default 100). Events of this time
   * are handled together, and a busy user's vectors are made no more often.
   */
  batchEveryMs?: number;
  /** Waits before each further attempt on an announced model that cannot be read, ms; default `MODEL_RETRIES_MS`. */
  modelRetriesMs?: readonly number[];
}

/** Two and a quarter hours in all: a volume lags for seconds, a copy is mended by people. Then it is a dead letter. */
export const MODEL_RETRIES_MS: readonly number[] = [2000, 15_000, 120_000, 900_000, 7_200_000];

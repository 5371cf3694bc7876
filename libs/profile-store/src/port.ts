import type { InteractionType } from '@stars/contracts';

/** One event of a user's history, as the model needs it. */
export interface HistoryEvent {
  eventId: string;
  itemId: string;
  type: InteractionType;
  /** Milliseconds since 1970, UTC. */
  time: number;
  region: string;
}

/** The two user vectors of one model version. */
export interface UserVectors {
  modelVersion: string;
  /** h_gen, [s]. */
  general: Float32Array;
  /** h_next, [s]. */
  next: Float32Array;
  /** Time of the last event in them, ms; 0 where there was none. */
  asOf: number;
}

export type FeatureValue = number | string | boolean;

export interface UserProfile {
  userId: string;
  features: Record<string, FeatureValue>;
  /** At most HISTORY_LIMIT events, oldest first; equal times keep their order of arrival. */
  history: HistoryEvent[];
  /** One entry a model version that still serves. */
  vectors: UserVectors[];
}

/**
 * A user's last events kept beside the vectors: more than any encoder reads, for what is bought again is known by
 * years of visits (docs/decisions/0005).
 */
export const HISTORY_LIMIT = 2000;

export interface ScanOptions {
  /** From the last page; absent for the first. */
  cursor?: string;
  limit: number;
}

/** Users' features, recent history and vectors. All methods take batches; order in = order out. */
export interface ProfileStore {
  get(tenant: string, userIds: readonly string[]): Promise<(UserProfile | undefined)[]>;
  /** Vectors of one version only, without the history: the gateway's hot path. */
  getVectors(tenant: string, userIds: readonly string[], modelVersion: string): Promise<(UserVectors | undefined)[]>;
  /**
   * Adds events; one that is already there (same eventId) or older than all of a full history changes nothing.
   * Late events are put in their place by time. Returns the number of events that each user's history gained.
   */
  appendEvents(
    tenant: string,
    updates: readonly { userId: string; events: readonly HistoryEvent[] }[],
  ): Promise<number[]>;
  /** An older version than the stored one changes nothing. */
  putFeatures(
    tenant: string,
    updates: readonly { userId: string; version: number; features: Record<string, FeatureValue> }[],
  ): Promise<void>;
  putVectors(tenant: string, updates: readonly { userId: string; vectors: UserVectors }[]): Promise<void>;
  /** Drops the vectors of every version that is not listed. */
  retainVectors(tenant: string, modelVersions: readonly string[]): Promise<void>;
  /** Forgets the users. A user may come back with new events later than `time` (ms); older ones stay out. */
  delete(tenant: string, users: readonly { userId: string; time: number }[]): Promise<void>;
  scan(tenant: string, options: ScanOptions): Promise<{ userIds: string[]; cursor?: string }>;
  count(tenant: string): Promise<number>;
  close(): Promise<void>;
}

export const PROFILE_STORE = Symbol('ProfileStore');

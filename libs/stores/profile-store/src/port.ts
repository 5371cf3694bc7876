import type { InteractionType } from '@stars/contracts';

/** One event of a user's history, as the model needs it. */
export interface HistoryEvent {
  /** Of a stored event `storedEventId` of what it was. */
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
  /** One entry a model version that still serves, in the order of their names. */
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

/** A user as a store keeps them, and what it remembers of one who was forgotten: made to be moved to another store. */
export interface StoredProfile {
  userId: string;
  /** False for a user of whom no more than the deletion is left. */
  present: boolean;
  /** Events up to this moment stay out, ms; absent for a user never deleted. */
  deletedUntil?: number;
  /** Of the features last put, forgotten or not. */
  featuresVersion?: number;
  features?: Record<string, FeatureValue>;
  /** Packed by `encodeHistory`, with the hashes of event ids, so that a replay changes nothing in the new store either. */
  history?: Uint8Array;
  vectors: UserVectors[];
}

/**
 * Users' features, recent history and vectors. All methods take batches; order in = order out. A batch with an invalid
 * element fails whole, before anything of it is stored. A call that fails otherwise may have stored a part of its
 * batch, and may simply be made again: the same call twice leaves what it leaves once.
 * Errors: `STARS_UNAVAILABLE` where the store is away, after a bounded wait; `STARS_OVERLOADED` where too much is
 * waiting for it already; `STARS_INVALID_FIELD`, `STARS_INVALID_TIME`, `STARS_TOO_LARGE` for input.
 */
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
  /** Drops the vectors of every version that is not listed; the users stay, also those who had nothing else. */
  retainVectors(tenant: string, modelVersions: readonly string[]): Promise<void>;
  /** Forgets the users. A user may come back with new events later than `time` (ms); older ones stay out. */
  delete(tenant: string, users: readonly { userId: string; time: number }[]): Promise<void>;
  /**
   * Users by pages, in an order of the store's own. Who is there from the first page to the last comes at least once;
   * a store that grows or shrinks meanwhile may name a user twice.
   * Errors: `STARS_UNAVAILABLE` also where a cursor is of a server that was restarted since: begin again.
   */
  scan(tenant: string, options: ScanOptions): Promise<{ userIds: string[]; cursor?: string }>;
  /** Users; while the store grows or shrinks, about so many. */
  count(tenant: string): Promise<number>;
  /** Users as they are stored, by pages like those of `scan`, the forgotten ones too. */
  dump(tenant: string, options: ScanOptions): Promise<{ profiles: StoredProfile[]; cursor?: string }>;
  /**
   * Stores what another store dumped. A user that this store knows already, or remembers as forgotten, stays as they
   * are. Nobody else should write the same users meanwhile. Returns how many were taken.
   */
  load(tenant: string, profiles: readonly StoredProfile[]): Promise<number>;
  close(): Promise<void>;
}

export const PROFILE_STORE = Symbol('ProfileStore');

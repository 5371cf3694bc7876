import { type InteractionType, LIMITS, type Objection } from '@stars/contracts';
import type { PackedHistory } from './history-codec.js';

/** One event of a user's history, as the model needs it. */
export interface HistoryEvent {
  /** The id of a stored event is `storedEventId` of the original. */
  eventId: string;
  itemId: string;
  type: InteractionType;
  /** Milliseconds since 1970, UTC. */
  time: number;
  region: string;
  /** Tells the sessions of a few minutes apart, 1 to 65,535; absent if it has none. */
  session?: number;
  /** A stranger did it, whom an `identify` may move to a user. */
  anonymous?: boolean;
}

/** The two user vectors of one model version. */
export interface UserVectors {
  modelVersion: string;
  /** h_gen, [s]. */
  general: Float32Array;
  /** h_next, [s]. */
  next: Float32Array;
  /** Time of the last event in them, ms, and at most the time at which they were made; 0 if there was none. */
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

/** A profile with at most one pair of vectors, and its events in columns: who needs few of them makes only these. Do not change it. */
export interface UserHistory extends Pick<UserProfile, 'userId' | 'features'> {
  history: PackedHistory;
  /** Of the model version that was asked for, if the user has them. */
  vectors?: UserVectors;
}

/**
 * The number of a user's last events that are kept: more than any encoder reads, because repeat purchases need years of history
 * (docs/decisions/0004-profiles-keep-more-than-the-encoder-reads.md).
 */
export const HISTORY_LIMIT: number = LIMITS.historyEvents;

/** An item that a user saw in a list. */
export interface SeenItem {
  /** One of each page, surface and item: what comes again counts once. The id of a stored one is `storedEventId` of the original. */
  eventId: string;
  itemId: string;
  surface: string;
  /** Milliseconds since 1970, UTC. */
  time: number;
}

/** The number of items last seen that are kept of a user, some 6 KB, and for how long before the last of them. */
export const SEEN_LIMIT = 500;
export const SEEN_MS: number = 28 * 86_400_000;

/** The wish of a user to be forgotten. */
export interface UserDeletion {
  userId: string;
  /** When it was wished, ms. Nothing that arrived before it has a later time, because the API takes no event as later than its arrival. */
  time: number;
  /** The clock when it is carried out, ms: stored events later than it have a wrong time, and go too. Absent: none does. */
  now?: number;
  /** Made: nothing of the user is stored from now on, whatever its time. Withdrawn: events later than `time` are again. */
  objection?: Objection | undefined;
}

/** What a store remembers of a user who was deleted or objects. */
export interface UserMark {
  /** The keyed hash that stands for the user, also one of whom nothing is remembered. */
  hash: string;
  /** Until when events are ignored; see `forgottenUntil` of the contracts. */
  until?: number;
}

export interface ScanOptions {
  /** Cursor of the last page; absent for the first. */
  cursor?: string;
  limit: number;
}

/**
 * Users' features, recent history and vectors, and what they saw. All methods take batches; order in = order out. A batch with an invalid
 * element fails whole, before anything of it is stored. A call that fails otherwise may have stored a part of its batch; repeat it, because all calls are idempotent.
 * Errors: `STARS_UNAVAILABLE` if the store is away, after a bounded wait; `STARS_OVERLOADED` if too many calls wait
 * already; `STARS_INVALID_FIELD`, `STARS_INVALID_TIME`, `STARS_TOO_LARGE` for input.
 */
export interface ProfileStore {
  get(tenant: string, userIds: readonly string[]): Promise<(UserProfile | undefined)[]>;
  /** What vectors and statistics are made of. @param modelVersion Whose vectors come with them; absent: none */
  histories(tenant: string, userIds: readonly string[], modelVersion?: string): Promise<(UserHistory | undefined)[]>;
  /**
   * Adds events. An event that is already there (same eventId), or older than all events of a full history, changes nothing.
   * Late events are sorted in by time. Returns the number of events that each user's history gained;
   * undefined for a user who has no profile afterwards, because the events are from before a deletion.
   */
  appendEvents(
    tenant: string,
    updates: readonly { userId: string; events: readonly HistoryEvent[] }[],
  ): Promise<(number | undefined)[]>;
  /** An older version than the stored one changes nothing. */
  putFeatures(
    tenant: string,
    updates: readonly { userId: string; version: number; features: Record<string, FeatureValue> }[],
  ): Promise<void>;
  putVectors(tenant: string, updates: readonly { userId: string; vectors: UserVectors }[]): Promise<void>;
  /**
   * Adds items that users saw, apart from their profiles: who only saw items has no profile. An item that is already there, is older
   * than a full list, or was seen before a deletion changes nothing, nor does any of a user who objects. The order of arrival does
   * not matter.
   */
  putSeen(tenant: string, updates: readonly { userId: string; items: readonly SeenItem[] }[]): Promise<void>;
  /** Oldest first; empty if nothing is known. */
  seen(tenant: string, userIds: readonly string[]): Promise<SeenItem[][]>;
  /** Drops the vectors of every version that is not listed; the users stay, even those without other data. */
  retainVectors(tenant: string, modelVersions: readonly string[]): Promise<void>;
  /**
   * Deletes the users. A user may come back with events later than the deletion, but one who objects; older ones are ignored. A
   * deletion that is no later than one before changes nothing.
   */
  delete(tenant: string, users: readonly UserDeletion[]): Promise<void>;
  /** Who was deleted, or objects to profiling. */
  marks(tenant: string, userIds: readonly string[]): Promise<UserMark[]>;
  /**
   * Users by pages, in the store's order. A user who is there from the first page to the last comes at least once; a store that
   * grows or shrinks meanwhile may name a user twice.
   * Errors: `STARS_UNAVAILABLE` of the field `cursor` if a cursor is of a server that was restarted since: start again.
   */
  scan(tenant: string, options: ScanOptions): Promise<{ userIds: string[]; cursor?: string }>;
  /** Number of users; approximate while the store grows or shrinks. */
  count(tenant: string): Promise<number>;
  /** How far shared work is, as the processes that share it wrote it last; undefined if none has begun. */
  progress(tenant: string, work: string): Promise<string | undefined>;
  /**
   * Replaces the progress of shared work, if it is still what the caller read; undefined: none, before or from now on. Returns
   * false if another process came first: read it again.
   */
  putProgress(tenant: string, work: string, before: string | undefined, after: string | undefined): Promise<boolean>;
  close(): Promise<void>;
}

export const PROFILE_STORE = Symbol('ProfileStore');

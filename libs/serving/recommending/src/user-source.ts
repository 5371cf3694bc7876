import {
  type Dislikes,
  dislikesOf,
  type Interaction,
  isBrowsing,
  type RecommendRequest,
  standingEvents,
} from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { type HistoryEvent, storedEventId, type UserProfile } from '@stars/profile-store';
import type { Degradations } from './degradations.js';
import { LastProfiles } from './last-profiles.js';
import { withRecentEvents } from './recent-history.js';
import type { RecommendingMetrics } from './recommending-metrics.js';

export interface VectorsOfUser {
  /** h_gen, [s]. */
  general: Float32Array;
  /** h_next, [s]. */
  next: Float32Array;
  /** Time of the last event in them, ms. */
  asOf: number;
}

export interface KnownUser {
  /** What stands, oldest first, with the request's recent events in it. */
  history: readonly HistoryEvent[];
  dislikes?: Dislikes | undefined;
  /** Views of categories and searches, oldest first. */
  browsing?: readonly HistoryEvent[];
  /** Absent if nothing is known that could be encoded. */
  vectors?: VectorsOfUser;
  /** Nothing of the answer may be kept: the request says so, or the user objects to profiling, or nobody can say whether. */
  unrecorded?: boolean;
}

/** Finds what is known of the user of a request: history, and the two vectors to search with. */
export class UserSource {
  constructor(
    private readonly profiles: LastProfiles,
    private readonly metrics: RecommendingMetrics,
  ) {}

  /**
   * The stored vectors, if they are up to date. If recent events are not in them, or the embedder has not yet encoded
   * this history with this model, they are encoded now.
   */
  async find(
    model: ServedModel,
    request: RecommendRequest,
    time: number,
    degradations: Degradations,
  ): Promise<KnownUser> {
    const { recentEvents } = request;
    const { profile, ...known } = await this.#profile(request, degradations);
    const { history } = known;
    const stored = profile?.vectors.find((vectors) => vectors.modelVersion === model.version);
    if (stored && haveNothingNew(recentEvents, profile!.history, stored.asOf)) return { ...known, vectors: stored };
    if (history.length === 0) return known;
    const features = profile?.features ?? {};
    // The model's inputs (items and context) come from stores too; without them, the last good vectors are used.
    const vectors = await this.metrics.stage('encode', () =>
      degradations.orElse<VectorsOfUser | undefined>('inputs of the model', stored, async () => {
        const encoded = await model.encodeUser({ features, history, time });
        return { ...encoded, asOf: history.at(-1)!.time };
      }),
    );
    return { ...known, ...(vectors ? { vectors } : {}) };
  }

  /** The user's events, where no model needs vectors. */
  async history(request: RecommendRequest, degradations: Degradations): Promise<KnownUser> {
    const { profile: _, ...known } = await this.#profile(request, degradations);
    return known;
  }

  /** Undefined if the store does not say. */
  #objects(tenantId: string, userId: string, degradations: Degradations): Promise<boolean | undefined> {
    return degradations.orElse<boolean | undefined>('profile store', undefined, () =>
      this.profiles.objects(tenantId, userId),
    );
  }

  async #profile(
    { tenantId, userId, recentEvents, withoutProfile }: RecommendRequest,
    degradations: Degradations,
  ): Promise<KnownUser & { profile?: UserProfile | undefined }> {
    if (withoutProfile) return { history: [], unrecorded: true };
    const last = this.profiles.lastOf(tenantId, userId);
    const profile = await this.metrics.stage('profile', () =>
      degradations.orElse('profile store', last, () => this.profiles.get(tenantId, userId)),
    );
    if (profile) {
      const known = knownOf(withRecentEvents(profile.history, recentEvents));
      // Who took everything back is as a stranger.
      return known.history.length === 0 && Object.keys(profile.features).length === 0 ? known : { ...known, profile };
    }
    // Who objects has no profile.
    const objects = await this.#objects(tenantId, userId, degradations);
    if (objects) return { history: [], unrecorded: true };
    return { ...knownOf(withRecentEvents([], recentEvents)), unrecorded: objects === undefined };
  }
}

function knownOf(events: readonly HistoryEvent[]): KnownUser {
  const browsing = events.filter(({ type }) => isBrowsing(type));
  return {
    ...{ history: standingEvents(events), dislikes: dislikesOf(events) },
    ...(browsing.length > 0 && { browsing }),
  };
}

/** Whether the stream has delivered all of them, and the vectors include the last. */
function haveNothingNew(recent: readonly Interaction[], history: readonly HistoryEvent[], asOf: number): boolean {
  if (recent.length === 0) return true;
  if (recent.some(({ time }) => time!.getTime() > asOf)) return false;
  const known = new Set(history.map(({ eventId }) => eventId));
  return recent.every(({ eventId }) => known.has(storedEventId(eventId)));
}

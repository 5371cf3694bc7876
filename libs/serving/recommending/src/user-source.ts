import type { Interaction, RecommendRequest } from '@stars/contracts';
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
  /** Oldest first, with the request's recent events in it. */
  history: HistoryEvent[];
  /** Absent if nothing is known that could be encoded. */
  vectors?: VectorsOfUser;
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
    const { profile, history } = await this.#profile(request, degradations);
    const stored = profile?.vectors.find((vectors) => vectors.modelVersion === model.version);
    if (stored && tellNothingNew(recentEvents, profile!.history, stored.asOf)) return { history, vectors: stored };
    if (history.length === 0) return { history };
    const features = profile?.features ?? {};
    // The model's inputs (items and context) come from stores too; without them, the last good vectors are used.
    const vectors = await this.metrics.stage('encode', () =>
      degradations.orElse<VectorsOfUser | undefined>('inputs of the model', stored, async () => {
        const encoded = await model.encodeUser({ features, history, time });
        return { ...encoded, asOf: history.at(-1)!.time };
      }),
    );
    return { history, ...(vectors ? { vectors } : {}) };
  }

  /** The user's events, if nothing else is needed. */
  async history(request: RecommendRequest, degradations: Degradations): Promise<HistoryEvent[]> {
    return (await this.#profile(request, degradations)).history;
  }

  async #profile(
    { tenantId, userId, recentEvents }: RecommendRequest,
    degradations: Degradations,
  ): Promise<{ profile: UserProfile | undefined; history: HistoryEvent[] }> {
    const last = this.profiles.lastOf(tenantId, userId);
    const profile = await this.metrics.stage('profile', () =>
      degradations.orElse('profile store', last, () => this.profiles.get(tenantId, userId)),
    );
    return { profile, history: withRecentEvents(profile?.history ?? [], recentEvents) };
  }
}

/** Whether the stream has delivered all of them, and the vectors include the last. */
function tellNothingNew(recent: readonly Interaction[], history: readonly HistoryEvent[], asOf: number): boolean {
  if (recent.length === 0) return true;
  if (recent.some(({ time }) => time!.getTime() > asOf)) return false;
  const known = new Set(history.map(({ eventId }) => eventId));
  return recent.every(({ eventId }) => known.has(storedEventId(eventId)));
}

import {
  type Dislikes,
  dislikesOf,
  type Interaction,
  isBrowsing,
  type RecommendRequest,
  standingEvents,
} from '@stars/contracts';
import type { EncodeUserInput, ServedModel } from '@stars/inference';
import { entryOf } from '@stars/platform';
import { type HistoryEvent, type SeenItem, storedEventId, type UserProfile } from '@stars/profile-store';
import { type FatigueRule, timesInVain, withSeeds } from '@stars/ranking';
import type { Degradations } from './degradations.js';
import { seedsOf } from './eligibility.js';
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
  /** What the profile says of the user besides events. */
  features?: UserProfile['features'];
  /** Absent if nothing is known that could be encoded. */
  vectors?: VectorsOfUser;
  /** Nothing of the answer may be kept: the request says so, or the user objects to profiling, or nobody can say whether. */
  unrecorded?: boolean;
}

/** Finds what is known of the user of a request: history, and the two vectors to search with. */
export class UserSource {
  /** What users of requests saw: the lists of a page have one user, who is read once. */
  readonly #seen = new WeakMap<KnownUser, Promise<SeenItem[]>>();

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
    const { profile, ...rest } = await this.#profile(request, degradations);
    const { history } = rest;
    const features = profile?.features ?? {};
    const known = { ...rest, ...(profile && { features }) };
    const stored = profile?.vectors.find((vectors) => vectors.modelVersion === model.version);
    if (stored && haveNothingNew(recentEvents, profile!.history, stored.asOf)) return { ...known, vectors: stored };
    if (history.length === 0) return known;
    const vectors = await this.#encode(
      model,
      { features, history, time },
      { stored, asOf: history.at(-1)!.time },
      degradations,
    );
    return { ...known, ...(vectors ? { vectors } : {}) };
  }

  /** The user with vectors for a list because of seeds: as if they were what the user did last. */
  async findWithSeeds(
    model: ServedModel,
    user: KnownUser,
    request: RecommendRequest,
    time: number,
    degradations: Degradations,
  ): Promise<KnownUser> {
    const history = withSeeds(user.history, seedsOf(request), { time, region: request.region }, model.kinds);
    if (history.length === 0) return user;
    const input = { features: user.features ?? {}, history, time };
    const asOf = user.history.at(-1)?.time ?? time;
    const vectors = await this.#encode(model, input, { stored: user.vectors, asOf }, degradations);
    return { ...user, ...(vectors ? { vectors } : {}) };
  }

  /** The model's inputs (items and context) come from stores too; without them, the last good vectors are used. */
  #encode(
    model: ServedModel,
    input: EncodeUserInput,
    { stored, asOf }: { stored: VectorsOfUser | undefined; asOf: number },
    degradations: Degradations,
  ): Promise<VectorsOfUser | undefined> {
    return this.metrics.stage('encode', () =>
      degradations.orElse<VectorsOfUser | undefined>('inputs of the model', stored, async () => {
        return { ...(await model.encodeUser(input)), asOf };
      }),
    );
  }

  /** The user's events, where no model needs vectors. */
  async history(request: RecommendRequest, degradations: Degradations): Promise<KnownUser> {
    const { profile, ...known } = await this.#profile(request, degradations);
    return { ...known, ...(profile && { features: profile.features }) };
  }

  /** How items sink that the user saw on the request's surface in vain; undefined: none does. */
  async findFatigue(
    { tenantId, userId, surface, fatigue: strength = 0 }: RecommendRequest,
    user: KnownUser,
    now: number,
    degradations: Degradations,
  ): Promise<FatigueRule | undefined> {
    if (strength === 0 || surface === '' || user.unrecorded) return undefined;
    const read = () => entryOf(this.#seen, user, () => this.profiles.seen(tenantId, userId));
    const seen = await degradations.orElse<SeenItem[]>('profile store', [], read);
    const times = timesInVain(seen, user.history, { surface, now });
    return times.size > 0 ? { strength, times } : undefined;
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

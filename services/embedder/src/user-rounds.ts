import type { EncodedUser, StarsModel } from '@stars/inference';
import type { UserProfile } from '@stars/profile-store';
import type { EmbedderDeps } from './embedder-deps.js';
import type { LateItems } from './late-items.js';
import type { LiveModel, LiveModels } from './live-models.js';
import type { Turns } from './turns.js';

/** How long before a user's last event items are looked at whose features may be on their way. */
const LATE_MS = 3_600_000;

/** Users of one round: more would make a pass hardly cheaper, fewer would make it dearer. */
const [MOST_A_ROUND, LEAST_A_ROUND] = [128, 16];

/**
 * Users of one round with a model. Forward passes hold up the whole process: heartbeats, and catalogue changes on their way. A round is to
 * take about a fifth of a second, as 128 users do with two layers of width 64; what a user takes grows by about layers·width^1.5.
 */
export function usersARound({ config }: Pick<StarsModel, 'config'>): number {
  const dearer = (config.layers * config.width ** 1.5) / (2 * 64 ** 1.5);
  return Math.max(LEAST_A_ROUND, Math.min(MOST_A_ROUND, Math.floor(MOST_A_ROUND / dearer)));
}

/** Told of each user whose vectors were made and stored, with what they were made of. */
export type OnEncoded = (profile: UserProfile, encoded: EncodedUser) => void;

/** Users that are encoded together, whoever asked for them. */
interface Round {
  userIds: Set<string>;
  listeners: Map<string, OnEncoded>;
  done: Promise<void>;
}

/**
 * Encodes users in rounds of one read, a few forward passes and one write. A pass over one user costs as much as over thirty: who
 * asks while a round is under way shares the next with all who do, so that several partitions make large passes, and a
 * user who is asked for twice meanwhile is encoded once.
 */
export class UserRounds {
  /** By model, the round that has not begun. */
  readonly #open = new Map<LiveModel, Round>();

  constructor(
    private readonly deps: Pick<EmbedderDeps, 'profiles' | 'context'>,
    private readonly models: Pick<LiveModels, 'has'>,
    private readonly turns: Turns,
    private readonly late?: Pick<LateItems, 'add'>,
  ) {}

  /** Resolves once vectors are stored that were made of what the store held at this call, or later. */
  async encode(live: LiveModel, userIds: readonly string[], onEncoded?: OnEncoded): Promise<void> {
    const most = usersARound(live.model);
    for (let left = [...new Set(userIds)]; left.length > 0; ) {
      const round = this.#open.get(live) ?? this.#begin(live);
      const places = most - round.userIds.size;
      for (const userId of left.slice(0, places)) {
        round.userIds.add(userId);
        if (onEncoded) round.listeners.set(userId, onEncoded);
      }
      left = left.slice(places);
      // A full one takes nobody any more.
      if (round.userIds.size >= most) this.#open.delete(live);
      await round.done;
    }
  }

  #begin(live: LiveModel): Round {
    const round: Round = { userIds: new Set(), listeners: new Map(), done: Promise.resolve() };
    this.#open.set(live, round);
    round.done = this.turns.take(async () => {
      // Forward passes and a local store do not wait: heartbeats, and partitions that come in at once, have their turn here.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#open.get(live) === round) this.#open.delete(live);
      await this.#run(live, round);
    });
    return round;
  }

  async #run(live: LiveModel, { userIds, listeners }: Round): Promise<void> {
    const { tenant, version, model, tokens } = live;
    if (!this.models.has(live)) return;
    // Both at once: each is a round trip.
    const [stored, timeline] = await Promise.all([
      this.deps.profiles.get(tenant, [...userIds]),
      this.deps.context.timeline(tenant),
    ]);
    const profiles = stored.filter((profile) => profile !== undefined);
    if (profiles.length === 0) return;
    const known = await tokens.get(profiles.flatMap(({ history }) => history.map(({ itemId }) => itemId)));
    const encoded = model.encodeUsers(profiles, known, timeline);
    await this.deps.profiles.putVectors(
      tenant,
      profiles.map(({ userId, history }, i) => ({
        userId,
        vectors: { modelVersion: version, ...encoded[i]!, asOf: history.at(-1)?.time ?? 0 },
      })),
    );
    for (const profile of profiles) this.#noteLate(live, profile, known);
    for (const [i, profile] of profiles.entries()) listeners.get(profile.userId)?.(profile, encoded[i]!);
  }

  /** What the vectors had to do without, of the user's last hour: what was older and not there is not on its way. */
  #noteLate(live: LiveModel, { userId, history }: UserProfile, known: ReadonlyMap<string, unknown>): void {
    const since = (history.at(-1)?.time ?? 0) - LATE_MS;
    for (let i = history.length - 1; i >= 0 && history[i]!.time >= since; i--) {
      const { itemId } = history[i]!;
      if (!known.has(itemId)) this.late?.add(live, itemId, userId);
    }
  }
}

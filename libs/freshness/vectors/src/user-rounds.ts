import { standingEvents } from '@stars/contracts';
import type { EncodedUser, StarsModel } from '@stars/inference';
import type { AdmissionGate } from '@stars/platform';
import { type HistoryEvent, type UserHistory, unpackEvents } from '@stars/profile-store';
import type { LateItems } from './late/late-items.js';
import type { LiveModel, LiveModels } from './live/live-models.js';
import type { VectorDeps } from './vector-deps.js';

/** Items whose features may be on their way are those of this time before the user's last event. */
const LATE_MS = 3_600_000;

/** Users of one round: with more, a pass is hardly cheaper per user; with fewer, it costs more. */
const [MOST_A_ROUND, LEAST_A_ROUND] = [128, 16];

/**
 * Users of one round with a model. Forward passes block the whole process, with its heartbeats and catalogue changes. A round should
 * take about a fifth of a second, as 128 users do with two layers of width 64; the time of a user grows by about layers·width^1.5.
 */
export function usersARound({ config }: Pick<StarsModel, 'config'>): number {
  const dearer = (config.layers * config.width ** 1.5) / (2 * 64 ** 1.5);
  return Math.max(LEAST_A_ROUND, Math.min(MOST_A_ROUND, Math.floor(MOST_A_ROUND / dearer)));
}

/** Called for each user whose vectors were made and stored, with their input. */
export type OnEncoded = (user: UserHistory, encoded: EncodedUser) => void;

/** Users that are encoded together, of any calls. */
interface Round {
  userIds: Set<string>;
  listeners: Map<string, OnEncoded>;
  done: Promise<void>;
}

/**
 * Encodes users in rounds of one read, a few forward passes and one write. A pass over one user costs as much as over thirty, so
 * calls during a round share the next one: several partitions make large passes, and a user who is asked for twice meanwhile
 * is encoded once.
 */
export class UserRounds {
  /** The next round of each model, which has not begun. */
  readonly #open = new Map<LiveModel, Round>();

  constructor(
    private readonly deps: Pick<VectorDeps, 'profiles' | 'context' | 'clock'>,
    private readonly models: Pick<LiveModels, 'has'>,
    private readonly queue: AdmissionGate,
    private readonly late?: Pick<LateItems, 'add'>,
  ) {}

  /** Resolves once vectors are stored that include what the store held at this call. */
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
      // A full round takes no more users.
      if (round.userIds.size >= most) this.#open.delete(live);
      await round.done;
    }
  }

  #begin(live: LiveModel): Round {
    const round: Round = { userIds: new Set(), listeners: new Map(), done: Promise.resolve() };
    this.#open.set(live, round);
    round.done = this.queue.run(async () => {
      // Forward passes and a local store never yield: heartbeats, and partitions that arrive together, can run here.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#open.get(live) === round) this.#open.delete(live);
      await this.#run(live, round);
    });
    return round;
  }

  async #run(live: LiveModel, { userIds, listeners }: Round): Promise<void> {
    const { tenant, version, model } = live;
    if (!this.models.has(live)) return;
    const now = (this.deps.clock ?? Date.now)();
    // In parallel: each is a round trip.
    const [stored, timeline] = await Promise.all([
      this.deps.profiles.histories(tenant, [...userIds]),
      this.deps.context.timeline(tenant),
    ]);
    const users = stored.filter((user) => user !== undefined);
    if (users.length === 0) return;
    const { known, histories } = await readTokens(live, users);
    const read = users.map(({ userId, features }, i) => ({ userId, features, history: histories[i]! }));
    const encoded = model.encodeUsers(read, known, timeline);
    await this.deps.profiles.putVectors(
      tenant,
      users.map(({ userId, history }, i) => ({
        userId,
        // Made of a time to come, they would outlive the deletion of their user.
        vectors: { modelVersion: version, ...encoded[i]!, asOf: Math.min(history.times.at(-1) ?? 0, now) },
      })),
    );
    for (const user of read) this.#noteLate(live, user, known);
    for (const [i, user] of users.entries()) listeners.get(user.userId)?.(user, encoded[i]!);
  }

  /** Missing items of the user's last hour. Older missing items are not on their way. */
  #noteLate(
    live: LiveModel,
    { userId, history }: Pick<UserHistory, 'userId'> & { history: readonly HistoryEvent[] },
    known: ReadonlyMap<string, unknown>,
  ): void {
    const since = (history.at(-1)?.time ?? 0) - LATE_MS;
    for (let i = history.length - 1; i >= 0 && history[i]!.time >= since; i--) {
      const { itemId } = history[i]!;
      if (!known.has(itemId)) this.late?.add(live, itemId, userId);
    }
  }
}

/**
 * What the model may read of the users' events that stand, and the tokens of their items: its last L events. Where an item of these has no
 * token, it may read older ones in their place, and has them all.
 */
async function readTokens(
  { model, tokens }: LiveModel,
  users: readonly UserHistory[],
): Promise<{ known: ReadonlyMap<string, Float32Array>; histories: (readonly HistoryEvent[])[] }> {
  const most = model.config.maxLength;
  const histories = users.map(({ history }) => standingEvents(unpackEvents(history, most)));
  const items = itemsOf(histories);
  const known = await tokens.get(items);
  const isWhole = ({ history }: UserHistory, i: number): boolean =>
    history.times.length === histories[i]!.length ||
    (histories[i]!.length === most &&
      (known.size === items.size || histories[i]!.every(({ itemId }) => known.has(itemId))));
  const others = [...users.keys()].filter((i) => !isWhole(users[i]!, i));
  if (others.length === 0) return { known, histories };
  for (const i of others) histories[i] = standingEvents(unpackEvents(users[i]!.history));
  const older = await tokens.get(itemsOf(others.map((i) => histories[i]!)));
  for (const [itemId, token] of older) known.set(itemId, token);
  return { known, histories };
}

function itemsOf(histories: readonly (readonly HistoryEvent[])[]): Set<string> {
  const items = new Set<string>();
  for (const history of histories) for (const { itemId } of history) items.add(itemId);
  return items;
}

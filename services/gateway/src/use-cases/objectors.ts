import { messageKey, objects, TOPICS, tenantOf } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { CircuitBreaker, type Logger, saysUnusable } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { GatewayLimits } from '../gateway-deps.js';

/** An element of a request that is about a user. */
interface OfUser {
  tenantId: string;
  userId: string;
}

/** Users that are remembered while the profile store is away: some 20 MB. */
const MOST_UNCHECKED = 100_000;
/** Of those, how many are looked up beside the users of a call. */
const LATE_A_CALL = 1000;
/** Not the topic of users: the message about the objection is on it, and others may not have read it yet. */
const EVENTS = [TOPICS.interactions, TOPICS.impressions];
const BREAKER = { failures: 3, firstPauseMs: 250, mostPauseMs: 2000 };

/**
 * Leaves out what is sent of users who object to profiling. While the profile store is away, nobody knows who does: then events are
 * taken, and those of who objects are erased as soon as the store answers again.
 */
export class Objectors {
  readonly #unchecked = new Map<string, OfUser>();
  readonly #breaker: CircuitBreaker;
  #isAway = false;

  constructor(
    private readonly profiles: Pick<ProfileStore, 'marks'>,
    private readonly bus: Pick<EventBus, 'eraseKey'>,
    { storeMs }: Pick<GatewayLimits, 'storeMs'>,
    private readonly logger: Logger,
  ) {
    this.#breaker = new CircuitBreaker('profile store', { ...BREAKER, limitMs: storeMs });
  }

  /** The elements of all others. Does not reject for a store that is away. */
  async without<T extends OfUser>(elements: readonly T[]): Promise<T[]> {
    if (elements.length === 0) return [];
    const late = [...this.#unchecked.values()].slice(0, LATE_A_CALL);
    let objecting: Set<string>;
    try {
      objecting = await this.#breaker.run(() => this.#objecting([...elements, ...late]));
    } catch (err) {
      if (!saysUnusable(err)) throw err;
      this.#remember(elements, err);
      return [...elements];
    }
    this.#isAway = false;
    for (const user of late) await this.#settle(user, objecting);
    return objecting.size === 0 ? [...elements] : elements.filter((element) => !objecting.has(keyOf(element)));
  }

  /** Erases what was taken of a user who objects; only one of the calls that look at them does. */
  async #settle(user: OfUser, objecting: ReadonlySet<string>): Promise<void> {
    const key = keyOf(user);
    if (!this.#unchecked.delete(key) || !objecting.has(key)) return;
    try {
      await this.bus.eraseKey(EVENTS, key);
    } catch (error) {
      this.#unchecked.set(key, user);
      throw error;
    }
  }

  #remember(elements: readonly OfUser[], err: unknown): void {
    const text = 'nobody knows now who objects to profiling: what is sent is taken, and looked at later';
    if (!this.#isAway) this.logger.warn({ err }, text);
    this.#isAway = true;
    for (const { tenantId, userId } of elements) {
      if (this.#unchecked.size >= MOST_UNCHECKED) return;
      this.#unchecked.set(keyOf({ tenantId, userId }), { tenantId, userId });
    }
  }

  async #objecting(users: readonly OfUser[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const [tenant, some] of Map.groupBy(users, ({ tenantId }) => tenantOf(tenantId))) {
      const ids = [...new Set(some.map(({ userId }) => userId))];
      const marks = await this.profiles.marks(tenant, ids);
      for (const [n, { until }] of marks.entries()) if (objects(until)) found.add(messageKey(tenant, ids[n]!));
    }
    return found;
  }
}

const keyOf = ({ tenantId, userId }: OfUser): string => messageKey(tenantId, userId);

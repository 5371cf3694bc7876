import { Inject, Injectable } from '@nestjs/common';
import { messageKey, objects, TOPICS_OF_USERS, tenantOf } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { type Logger, withinMs } from '@stars/platform';
import { PROFILE_STORE, type ProfileStore } from '@stars/profile-store';
import { GATEWAY_LIMITS, type GatewayLimits, LOGGER } from '../gateway-deps.js';

/** An element of a request that is about a user. */
interface OfUser {
  tenantId: string;
  userId: string;
}

/** Users that are remembered while the profile store is away: some 20 MB. */
const MOST_UNCHECKED = 100_000;

/**
 * Leaves out what is sent of users who object to profiling. While the profile store is away, nobody knows who does: then events are
 * taken, and those of who objects are erased as soon as the store answers again.
 */
@Injectable()
export class Objectors {
  readonly #unchecked = new Map<string, OfUser>();

  constructor(
    @Inject(PROFILE_STORE) private readonly profiles: Pick<ProfileStore, 'marks'>,
    @Inject(EVENT_BUS) private readonly bus: Pick<EventBus, 'eraseKey'>,
    @Inject(GATEWAY_LIMITS) private readonly limits: Pick<GatewayLimits, 'storeMs'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The elements of all others. Never rejects for a store that is away. */
  async without<T extends OfUser>(elements: readonly T[]): Promise<T[]> {
    if (elements.length === 0) return [];
    try {
      const late = [...this.#unchecked.values()];
      const objecting = await this.#objecting([...elements, ...late]);
      for (const user of late) {
        if (objecting.has(keyOf(user))) await this.bus.eraseKey(TOPICS_OF_USERS, keyOf(user));
        this.#unchecked.delete(keyOf(user));
      }
      return objecting.size === 0 ? [...elements] : elements.filter((element) => !objecting.has(keyOf(element)));
    } catch (err) {
      this.logger.warn(
        { err },
        'it is not known now who objects to profiling: what is sent is taken, and looked at later',
      );
      for (const { tenantId, userId } of elements) {
        if (this.#unchecked.size < MOST_UNCHECKED)
          this.#unchecked.set(keyOf({ tenantId, userId }), { tenantId, userId });
      }
      return [...elements];
    }
  }

  async #objecting(users: readonly OfUser[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const [tenant, some] of Map.groupBy(users, ({ tenantId }) => tenantOf(tenantId))) {
      const ids = [...new Set(some.map(({ userId }) => userId))];
      const marks = await withinMs(this.profiles.marks(tenant, ids), this.limits.storeMs, tooSlow);
      for (const [n, { until }] of marks.entries()) if (objects(until)) found.add(messageKey(tenant, ids[n]!));
    }
    return found;
  }
}

const keyOf = ({ tenantId, userId }: OfUser): string => messageKey(tenantId, userId);
const tooSlow = (): StarsError => new StarsError('STARS_UNAVAILABLE', 'the profile store gave no answer in time');

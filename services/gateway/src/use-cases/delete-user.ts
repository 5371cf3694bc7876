import { Inject, Injectable } from '@nestjs/common';
import {
  type DeleteUserRequest,
  type DeleteUserResponse,
  decodeMessage,
  type EncodedMessage,
  encodeDeleteUser,
  TOPICS,
  TOPICS_OF_USERS,
  tenantOf,
  type UserDelete,
  wishedAt,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { PROFILE_STORE, type ProfileStore } from '@stars/profile-store';
import { type Clock, Recommending } from '@stars/recommending';
import { CLOCK } from '../gateway-deps.js';

/**
 * Forgets a user: erases them from the log, publishes a tombstone for consumers that keep user data, then deletes the
 * profile. If a call fails half-way, repeat it.
 */
@Injectable()
export class DeleteUser {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(PROFILE_STORE) private readonly profiles: ProfileStore,
    @Inject(Recommending) private readonly recommending: Pick<Recommending, 'impressions' | 'lastProfiles'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(request: DeleteUserRequest): Promise<DeleteUserResponse> {
    await this.forget((now) => encodeDeleteUser(request, now));
    return {};
  }

  /** @param encode The message about it, which says whose data goes. Errors: its own, and those of the stores. */
  async forget(encode: (now: Date) => EncodedMessage): Promise<void> {
    const first = encode(new Date(this.clock()));
    const { key } = first;
    // Pages that were served a moment ago are not in the log yet.
    await this.recommending.impressions.flush();
    await this.bus.eraseKey(TOPICS_OF_USERS, key);
    const { tenantId, userId } = userDeleteOf(first);
    const tenant = tenantOf(tenantId);
    const [mark] = await this.profiles.marks(tenant, [userId]);
    // Only now: whatever was erased had arrived before, also what a consumer has read and not stored yet. Clocks of gateways differ:
    // a wish that seems older than the one before would change nothing.
    const message = encode(new Date(Math.max(this.clock(), wishedAt(mark?.until ?? 0) + 1)));
    await this.bus.publish(TOPICS.users, [message]);
    const { time, objection } = userDeleteOf(message);
    await this.profiles.delete(tenant, [{ userId, time: time!.getTime(), now: this.clock(), objection }]);
    this.recommending.lastProfiles.forget(tenant, userId);
  }
}

function userDeleteOf({ value }: EncodedMessage): UserDelete {
  const { change } = decodeMessage(TOPICS.users, value);
  if (change?.$case !== 'delete') throw new Error('the message is no deletion');
  return change.value;
}

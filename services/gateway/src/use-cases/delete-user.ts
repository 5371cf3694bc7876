import { Inject, Injectable } from '@nestjs/common';
import {
  type DeleteUserRequest,
  type DeleteUserResponse,
  encodeDeleteUser,
  TOPICS,
  TOPICS_OF_USERS,
  tenantOf,
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
    const { key } = encodeDeleteUser(request, new Date(this.clock()));
    // Pages that were served a moment ago are not in the log yet.
    await this.recommending.impressions.flush();
    await this.bus.eraseKey(TOPICS_OF_USERS, key);
    // Only now: whatever was erased had arrived before, also what a consumer has read and not stored yet.
    const time = this.clock();
    await this.bus.publish(TOPICS.users, [encodeDeleteUser(request, new Date(time))]);
    const tenant = tenantOf(request.tenantId);
    await this.profiles.delete(tenant, [{ userId: request.userId, time, now: this.clock() }]);
    this.recommending.lastProfiles.forget(tenant, request.userId);
    return {};
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { type DeleteUserRequest, type DeleteUserResponse, encodeDeleteUser, TOPICS, tenantOf } from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { PROFILE_STORE, type ProfileStore } from '@stars/profile-store';
import { type Clock, Recommending } from '@stars/recommending';
import { CLOCK } from '../gateway-deps.js';

const TOPICS_OF_USERS = [TOPICS.interactions, TOPICS.impressions, TOPICS.users];

/**
 * Forgets a user: first all that the log holds of them, then a tombstone for those who keep something of their own,
 * then the profile. A call that failed half-way is simply made again.
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
    const time = this.clock();
    // What was served to them a moment ago is not in the log yet.
    await this.recommending.impressions.flush();
    const tombstone = encodeDeleteUser(request, new Date(time));
    await this.bus.eraseKey(TOPICS_OF_USERS, tombstone.key);
    await this.bus.publish(TOPICS.users, [tombstone]);
    const tenant = tenantOf(request.tenantId);
    await this.profiles.delete(tenant, [{ userId: request.userId, time }]);
    this.recommending.lastProfiles.forget(tenant, request.userId);
    return {};
  }
}

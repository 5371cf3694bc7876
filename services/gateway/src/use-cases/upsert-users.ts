import { Inject, Injectable } from '@nestjs/common';
import {
  encodeUpsertUsers,
  type MonotonicVersions,
  TOPICS,
  type UpsertUsersRequest,
  type UpsertUsersResponse,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { VERSIONS } from '../gateway-deps.js';

/** Takes users' features. A user without a version gets a later version than all before it. */
@Injectable()
export class UpsertUsers {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(VERSIONS) private readonly versions: MonotonicVersions,
  ) {}

  async execute(request: UpsertUsersRequest): Promise<UpsertUsersResponse> {
    const messages = encodeUpsertUsers(request, this.versions.next(new Date(), request.users.length));
    await this.bus.publish(TOPICS.users, messages);
    return { accepted: messages.length };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import {
  encodeUpsertUsers,
  type MonotonicVersions,
  TOPICS,
  type UpsertUsersRequest,
  type UpsertUsersResponse,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { inTurns } from '@stars/platform';
import { VERSIONS } from '../gateway-deps.js';
import { Objectors } from './objectors.js';

/** Takes users' features. A user without a version gets a later version than all before it. */
@Injectable()
export class UpsertUsers {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(VERSIONS) private readonly versions: MonotonicVersions,
    @Inject(Objectors) private readonly objectors: Objectors,
  ) {}

  async execute(request: UpsertUsersRequest): Promise<UpsertUsersResponse> {
    const version = this.versions.next(new Date(), request.users.length);
    const messages = await inTurns(encodeUpsertUsers(request, version));
    const kept = new Set(await this.objectors.without(request.users));
    const sent = messages.filter((_, n) => kept.has(request.users[n]!));
    await this.bus.publish(TOPICS.users, sent);
    return { accepted: sent.length };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import {
  encodeUpsertItems,
  type MonotonicVersions,
  madeAt,
  TOPICS,
  type UpsertItemsRequest,
  type UpsertItemsResponse,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { VERSIONS } from '../gateway-deps.js';

/** Takes new and changed items. An item without a version gets a later version than all before it. */
@Injectable()
export class UpsertItems {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(VERSIONS) private readonly versions: MonotonicVersions,
  ) {}

  async execute(request: UpsertItemsRequest): Promise<UpsertItemsResponse> {
    const now = new Date();
    const messages = encodeUpsertItems(request, this.versions.next(now, request.items.length));
    const sent = messages.map((message) => madeAt(message, now.getTime()));
    await this.bus.publish(TOPICS.catalog, sent);
    return { accepted: messages.length };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import {
  encodeUpsertItems,
  type MonotonicVersions,
  TOPICS,
  type UpsertItemsRequest,
  type UpsertItemsResponse,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { VERSIONS } from '../gateway-deps.js';

/** Takes new and changed items in. An item without a version gets one that is later than all before it. */
@Injectable()
export class UpsertItems {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(VERSIONS) private readonly versions: MonotonicVersions,
  ) {}

  async execute(request: UpsertItemsRequest): Promise<UpsertItemsResponse> {
    const messages = encodeUpsertItems(request, this.versions.next(new Date(), request.items.length));
    await this.bus.publish(TOPICS.catalog, messages);
    return { accepted: messages.length };
  }
}

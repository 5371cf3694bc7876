import { Inject, Injectable } from '@nestjs/common';
import {
  type DeleteItemsRequest,
  type DeleteItemsResponse,
  encodeDeleteItems,
  type MonotonicVersions,
  TOPICS,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { VERSIONS } from '../gateway-deps.js';

/** Takes deletions of items in; versions as for upserts. */
@Injectable()
export class DeleteItems {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(VERSIONS) private readonly versions: MonotonicVersions,
  ) {}

  async execute(request: DeleteItemsRequest): Promise<DeleteItemsResponse> {
    const messages = encodeDeleteItems(request, this.versions.next(new Date(), request.items.length));
    await this.bus.publish(TOPICS.catalog, messages);
    return { accepted: messages.length };
  }
}

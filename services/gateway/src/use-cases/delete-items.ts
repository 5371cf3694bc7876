import { Inject, Injectable } from '@nestjs/common';
import {
  type DeleteItemsRequest,
  type DeleteItemsResponse,
  encodeDeleteItems,
  type MonotonicVersions,
  madeAt,
  TOPICS,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { VERSIONS } from '../gateway-deps.js';

/** Takes deletions of items; versions as for upserts. */
@Injectable()
export class DeleteItems {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(VERSIONS) private readonly versions: MonotonicVersions,
  ) {}

  async execute(request: DeleteItemsRequest): Promise<DeleteItemsResponse> {
    const now = new Date();
    const messages = encodeDeleteItems(request, this.versions.next(now, request.items.length));
    const sent = messages.map((message) => madeAt(message, now.getTime()));
    await this.bus.publish(TOPICS.catalog, sent);
    return { accepted: messages.length };
  }
}

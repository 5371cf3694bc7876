import { Inject, Injectable } from '@nestjs/common';
import {
  type ConfirmImpressionRequest,
  type ConfirmImpressionResponse,
  type EventClock,
  encodeConfirmImpression,
  TOPICS,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { EVENT_CLOCK } from '../gateway-deps.js';
import { Objectors } from './objectors.js';

/** Notes that a page built from a recommendation was really seen. */
@Injectable()
export class ConfirmImpression {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(EVENT_CLOCK) private readonly clock: () => EventClock,
    @Inject(Objectors) private readonly objectors: Objectors,
  ) {}

  async execute(request: ConfirmImpressionRequest): Promise<ConfirmImpressionResponse> {
    const message = encodeConfirmImpression(request, this.clock());
    const [kept] = await this.objectors.without([request]);
    if (kept) await this.bus.publish(TOPICS.impressions, [message]);
    return {};
  }
}

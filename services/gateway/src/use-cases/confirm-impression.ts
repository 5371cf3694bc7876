import { Inject, Injectable } from '@nestjs/common';
import {
  type ConfirmImpressionRequest,
  type ConfirmImpressionResponse,
  encodeConfirmImpression,
  TOPICS,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import type { Clock } from '@stars/recommending';
import { CLOCK } from '../gateway-deps.js';

/** Notes that a page built from a recommendation was really seen. */
@Injectable()
export class ConfirmImpression {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(request: ConfirmImpressionRequest): Promise<ConfirmImpressionResponse> {
    await this.bus.publish(TOPICS.impressions, [encodeConfirmImpression(request, new Date(this.clock()))]);
    return {};
  }
}

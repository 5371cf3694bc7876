import { Inject, Injectable } from '@nestjs/common';
import {
  type EventClock,
  encodeTrack,
  type OwnKinds,
  TOPICS,
  type TrackRequest,
  type TrackResponse,
  withTypes,
} from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { GATEWAY_METRICS, type GatewayMetrics } from '../api/gateway-metrics.js';
import { EVENT_CLOCK, KINDS } from '../gateway-deps.js';

/** Takes interactions and impressions; answers once all of them are durable. */
@Injectable()
export class Track {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
    @Inject(KINDS) private readonly kinds: OwnKinds,
    @Inject(EVENT_CLOCK) private readonly clock: () => EventClock,
  ) {}

  async execute(given: TrackRequest): Promise<TrackResponse> {
    const request = { ...given, interactions: withTypes(given.interactions, this.kinds, 'interactions') };
    const { interactions, impressions } = encodeTrack(request, this.clock());
    // Impressions before the events on them, for a reader that joins the two.
    const shown = await this.#publish(TOPICS.impressions, impressions);
    const done = await this.#publish(TOPICS.interactions, interactions);
    this.metrics.events(request.interactions);
    return { accepted: interactions.length + impressions.length, duplicates: shown + done };
  }

  async #publish(topic: string, messages: ReturnType<typeof encodeTrack>['interactions']): Promise<number> {
    if (messages.length === 0) return 0;
    const { duplicates } = await this.bus.publish(topic, messages);
    return duplicates;
  }
}

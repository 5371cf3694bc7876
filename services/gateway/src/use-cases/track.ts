import { Inject, Injectable } from '@nestjs/common';
import {
  type EncodedMessage,
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
import { Objectors } from './objectors.js';

/** Takes interactions and impressions; answers once all of them are durable. */
@Injectable()
export class Track {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
    @Inject(KINDS) private readonly kinds: OwnKinds,
    @Inject(EVENT_CLOCK) private readonly clock: () => EventClock,
    @Inject(Objectors) private readonly objectors: Objectors,
  ) {}

  async execute(given: TrackRequest): Promise<TrackResponse> {
    const request = { ...given, interactions: withTypes(given.interactions, this.kinds, 'interactions') };
    // Checked and numbered as a whole, so that an error names the place in the request.
    const encoded = encodeTrack(request, this.clock());
    const [interactions, impressions] = await Promise.all([
      this.#ofOthers(request.interactions, encoded.interactions),
      this.#ofOthers(request.impressions, encoded.impressions),
    ]);
    // Impressions before the events on them, for a reader that joins the two.
    const shown = await this.#publish(TOPICS.impressions, impressions);
    const done = await this.#publish(TOPICS.interactions, interactions);
    this.metrics.events(request.interactions);
    return { accepted: interactions.length + impressions.length, duplicates: shown + done };
  }

  async #ofOthers<E extends { tenantId: string; userId: string }>(
    events: readonly E[],
    messages: readonly EncodedMessage[],
  ): Promise<EncodedMessage[]> {
    const kept = new Set<E>(await this.objectors.without(events));
    return kept.size === events.length ? [...messages] : messages.filter((_, n) => kept.has(events[n]!));
  }

  async #publish(topic: string, messages: readonly EncodedMessage[]): Promise<number> {
    if (messages.length === 0) return 0;
    const { duplicates } = await this.bus.publish(topic, messages);
    return duplicates;
  }
}

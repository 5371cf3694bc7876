import {
  type EncodedMessage,
  type EventClock,
  encodeTrack,
  type OwnKinds,
  ofOnePerson,
  TOPICS,
  type TrackRequest,
  type TrackResponse,
  withTypes,
} from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { GatewayMetrics } from '../api/gateway-metrics.js';
import type { Objectors } from './objectors.js';

interface TrackParts {
  bus: EventBus;
  metrics: Pick<GatewayMetrics, 'events'>;
  kinds: OwnKinds;
  clock: () => EventClock;
  objectors: Objectors;
}

/** Takes interactions and impressions; answers once all of them are durable. */
export async function track(
  { bus, metrics, kinds, clock, objectors }: TrackParts,
  given: TrackRequest,
): Promise<TrackResponse> {
  const request = { ...given, interactions: withTypes(given.interactions, kinds, 'interactions').map(ofOnePerson) };
  // Checked and numbered as a whole, so that an error names the place in the request.
  const encoded = encodeTrack(request, clock());
  const [interactions, impressions] = await Promise.all([
    ofOthers(objectors, request.interactions, encoded.interactions),
    ofOthers(objectors, request.impressions, encoded.impressions),
  ]);
  const publish = async (topic: string, messages: readonly EncodedMessage[]): Promise<number> =>
    messages.length === 0 ? 0 : (await bus.publish(topic, messages)).duplicates;
  // Impressions before the events on them, for a reader that joins the two.
  const shown = await publish(TOPICS.impressions, impressions);
  const done = await publish(TOPICS.interactions, interactions);
  metrics.events(request.interactions);
  return { accepted: interactions.length + impressions.length, duplicates: shown + done };
}

async function ofOthers<E extends { tenantId: string; userId: string }>(
  objectors: Objectors,
  events: readonly E[],
  messages: readonly EncodedMessage[],
): Promise<EncodedMessage[]> {
  const kept = new Set<E>(await objectors.without(events));
  return kept.size === events.length ? [...messages] : messages.filter((_, n) => kept.has(events[n]!));
}

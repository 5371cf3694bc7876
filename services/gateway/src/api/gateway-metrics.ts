import type { Caller, LimitOf } from '@stars/access';
import { type Interaction, interactionTypeName } from '@stars/contracts';
import type { Metrics } from '@stars/platform';

/** Keys that have a series of their own; all others together are `other`. */
const MOST_KEYS = 100;

export type GatewayMetrics = ReturnType<typeof gatewayMetrics>;

/** Counts and times the requests of the gateway. */
export function gatewayMetrics(metrics: Metrics) {
  const requests = metrics.counter({
    name: 'stars_gateway_requests_total',
    help: 'Requests answered, by method, transport and code. The method is `unknown` where HTTP refuses a caller before it looks further.',
    labels: ['method', 'transport', 'code'],
  });
  const latency = metrics.tracedHistogram({
    name: 'stars_gateway_request_seconds',
    help: 'Time from a request to its answer, waiting included.',
    labels: ['method', 'transport'],
  });
  const tracked = metrics.counter({
    name: 'stars_gateway_events_total',
    help: 'Events of Track calls, by type, and by whether they name the recommendation that led to them. Repeated calls count again.',
    labels: ['type', 'recommended'],
  });
  const refused = metrics.counter({
    name: 'stars_gateway_limited_total',
    help: 'Calls refused because a caller or a tenant asked for more than its limit (`of`), by the id of the caller’s key: `token` for all callers with tokens, `other` for those beyond a hundred keys.',
    labels: ['of', 'key'],
  });
  const keys = new Set<string>();
  return {
    connectionsRefused: metrics.counter({
      name: 'stars_gateway_connections_refused_total',
      help: 'Connections closed because there were too many, of all addresses or of one, and those that sent nothing, by transport.',
      labels: ['transport'],
    }),
    inFlight: metrics.gauge({
      name: 'stars_gateway_requests_in_flight',
      help: 'Requests that arrived and have no answer yet.',
    }),
    bytesInFlight: metrics.gauge({
      name: 'stars_gateway_request_bytes',
      help: 'Bytes of requests that this process holds at the moment, of at most 64 MiB; of gRPC, of those that have come whole.',
    }),
    limited(of: LimitOf, { key = 'token' }: Caller): void {
      if (keys.size < MOST_KEYS) keys.add(key);
      refused.inc({ of, key: keys.has(key) ? key : 'other' });
    },
    request(method: string, transport: string, code: string, seconds: number): void {
      requests.inc({ method, transport, code });
      latency.observe({ method, transport }, seconds);
    },
    events(interactions: readonly Interaction[]): void {
      for (const { type, recommendationId } of interactions) {
        tracked.inc({ type: interactionTypeName(type), recommended: recommendationId === '' ? 'no' : 'yes' });
      }
    },
  };
}

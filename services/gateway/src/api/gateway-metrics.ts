import { type Interaction, interactionTypeName } from '@stars/contracts';
import type { Metrics } from '@stars/platform';

/** Counts and times the requests of the gateway. */
export class GatewayMetrics {
  readonly #requests;
  readonly #latency;
  readonly #events;

  constructor(metrics: Metrics) {
    this.#requests = metrics.counter({
      name: 'stars_gateway_requests_total',
      help: 'Requests answered, by method, transport and code. The method is `unknown` where HTTP refuses a caller before it looks further.',
      labels: ['method', 'transport', 'code'],
    });
    this.#latency = metrics.histogram({
      name: 'stars_gateway_request_seconds',
      help: 'Time from a request to its answer, waiting included.',
      labels: ['method', 'transport'],
    });
    this.#events = metrics.counter({
      name: 'stars_gateway_events_total',
      help: 'Events of Track calls, by type, and by whether they name the recommendation that led to them. Repeated calls count again.',
      labels: ['type', 'recommended'],
    });
  }

  request(method: string, transport: string, code: string, seconds: number): void {
    this.#requests.inc({ method, transport, code });
    this.#latency.observe({ method, transport }, seconds);
  }

  events(interactions: readonly Interaction[]): void {
    for (const { type, recommendationId } of interactions) {
      this.#events.inc({ type: interactionTypeName(type), recommended: recommendationId === '' ? 'no' : 'yes' });
    }
  }
}

export const GATEWAY_METRICS = Symbol('GatewayMetricsFacade');

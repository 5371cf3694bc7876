import type { Metrics } from '@stars/platform';

/** Counts and times the requests of the gateway. */
export class GatewayMetrics {
  readonly #requests;
  readonly #latency;

  constructor(metrics: Metrics) {
    this.#requests = metrics.counter({
      name: 'stars_gateway_requests_total',
      help: 'Requests answered, by method, transport and code.',
      labels: ['method', 'transport', 'code'],
    });
    this.#latency = metrics.histogram({
      name: 'stars_gateway_request_seconds',
      help: 'Time from a request to its answer, waiting included.',
      labels: ['method', 'transport'],
    });
  }

  request(method: string, transport: string, code: string, seconds: number): void {
    this.#requests.inc({ method, transport, code });
    this.#latency.observe({ method, transport }, seconds);
  }
}

export const GATEWAY_METRICS = Symbol('GatewayMetricsFacade');

import type { Metrics } from '@stars/platform';
import type { EndpointBudget, Spending } from './endpoint-budget.js';

export type EndpointMetrics = ReturnType<typeof endpointMetrics>;

/** Counts every request to an endpoint. */
export function endpointMetrics(metrics: Metrics) {
  const requests = metrics.counter({
    name: 'stars_text_endpoint_requests_total',
    help: 'Requests to the endpoint of text models, retries included, by outcome.',
    labels: ['outcome'],
  });
  const tokens = metrics.counter({
    name: 'stars_text_endpoint_tokens_total',
    help: 'Tokens that the endpoint of text models says it took.',
    labels: ['direction'],
  });
  const cost = metrics.counter({
    name: 'stars_text_endpoint_cost_total',
    help: 'What these tokens cost by the configured prices, in their currency.',
  });
  const used = metrics.gauge({
    name: 'stars_text_endpoint_budget_used_ratio',
    help: 'Share of the budget of this day that is used; 0 without a budget.',
  });
  return {
    /** @param outcome `answered`, or the code of the error */
    request(outcome: string, took: Spending | undefined, budget: EndpointBudget): void {
      requests.inc({ outcome });
      if (!took) return;
      tokens.inc({ direction: 'input' }, took.inputTokens);
      tokens.inc({ direction: 'output' }, took.outputTokens);
      cost.inc(budget.costOf(took));
    },
    /** Once a request is booked with what it took, and when the budget did not cover one. */
    booked(budget: EndpointBudget): void {
      used.set(budget.used);
    },
  };
}

import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { answerOperations, HealthRegistry, Metrics } from '@stars/platform';

/** For operators: whether the service is alive, whether it is ready for requests, and its metrics. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(HealthRegistry) readonly health: HealthRegistry,
    @Inject(Metrics) readonly metrics: Metrics,
  ) {}

  /** Whether the process is alive. */
  @Get('healthz')
  async live(@Res() response: ServerResponse): Promise<void> {
    await answerOperations({ url: '/healthz' }, response, this);
  }

  /** Whether requests may be sent here: 200, or 503 and what is missing. `degraded` names what answers do without. */
  @Get('readyz')
  async ready(@Res() response: ServerResponse): Promise<void> {
    await answerOperations({ url: '/readyz' }, response, this);
  }

  /** The metrics, as Prometheus reads them. */
  @Get('metrics')
  async scrape(@Res() response: ServerResponse): Promise<void> {
    await answerOperations({ url: '/metrics' }, response, this);
  }
}

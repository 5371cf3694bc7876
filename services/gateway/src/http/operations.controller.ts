import { Controller, Get, Inject, Res } from '@nestjs/common';
import { HealthRegistry, Metrics, scrape } from '@stars/platform';
import type { HttpResponse } from './http-exchange.js';

/** For operators: whether the service is alive, whether it is ready for requests, and its metrics. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** Whether the process is alive. */
  @Get('healthz')
  live(): unknown {
    return this.health.liveness();
  }

  /** Whether requests may be sent here: 200, or 503 and what is missing. `degraded` names what answers do without. */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    const readiness = await this.health.readiness();
    response.status(readiness.ready ? 200 : 503);
    return readiness;
  }

  /** The metrics, as Prometheus reads them. */
  @Get('metrics')
  scrape(@Res({ passthrough: true }) response: HttpResponse): Promise<string> {
    response.set('content-type', this.metrics.contentType);
    return scrape(this.health, this.metrics);
  }
}

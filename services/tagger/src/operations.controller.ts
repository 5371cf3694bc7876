import type { ServerResponse } from 'node:http';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { type HealthRegistry, Metrics } from '@stars/platform';

export const HEALTH = Symbol('TaggerHealth');
export const METRICS = Symbol('TaggerMetrics');

/** For those who run the process: whether it lives, whether it works, what it counted. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(HEALTH) private readonly health: HealthRegistry,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  live(): unknown {
    return this.health.liveness();
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) response: ServerResponse): Promise<unknown> {
    const readiness = await this.health.readiness();
    response.statusCode = readiness.ready ? 200 : 503;
    return readiness;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.expose();
  }
}

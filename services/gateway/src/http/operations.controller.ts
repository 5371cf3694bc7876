import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { answerOperations, HealthRegistry, Metrics } from '@stars/platform';

/** For operators: whether the service is alive, whether it is ready for requests, and its metrics. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(HealthRegistry) readonly health: HealthRegistry,
    @Inject(Metrics) readonly metrics: Metrics,
  ) {}

  @Get(['healthz', 'readyz', 'metrics'])
  async answer(@Req() { route }: { route: { path: string } }, @Res() response: ServerResponse): Promise<void> {
    await answerOperations({ url: route.path }, response, this);
  }
}

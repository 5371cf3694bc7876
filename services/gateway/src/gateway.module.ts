import { type DynamicModule, Module } from '@nestjs/common';
import { AuditLog } from '@stars/audit';
import { eventClock } from '@stars/contracts';
import { HealthRegistry, Metrics } from '@stars/platform';
import { Recommending } from '@stars/recommending';
import { Answering } from './answering/answering.js';
import { ApiCalls } from './api/api-calls.js';
import { AuditedCalls } from './api/audited-calls.js';
import { gatewayMetrics } from './api/gateway-metrics.js';
import { DEFAULT_GATEWAY_LIMITS, type GatewayDeps } from './gateway-deps.js';
import { GatewayReadiness } from './gateway-readiness.js';
import { HttpApiController } from './http/api.controller.js';
import { DocsController } from './http/docs.controller.js';
import { AGENT_LOG, McpController } from './http/mcp.controller.js';
import { OperationsController } from './http/operations.controller.js';
import { StatusStreamController } from './http/status-stream.controller.js';
import { TRACKER_CLOCK, TrackersController } from './http/trackers.controller.js';
import { UCP_SETTINGS, UcpController } from './http/ucp.controller.js';
import { CatalogHealth } from './use-cases/catalog-health.js';
import { ActivityCounts } from './use-cases/get-activity.js';
import { NamedItems } from './use-cases/named-items.js';
import { RuleEstimates } from './use-cases/rule-estimates.js';
import { createUseCases } from './use-cases/use-cases.js';

/** Recommendations, events and look-ups, over gRPC and HTTP. `ApiServers` has the ports. */
@Module({})
export class GatewayModule {
  static register(deps: GatewayDeps): DynamicModule {
    const limits = { ...DEFAULT_GATEWAY_LIMITS, ...deps.limits };
    const answering = new Answering(new Recommending({ ...deps, limits }), { ...deps, limits }, deps.threads);
    const metrics = gatewayMetrics(deps.metrics);
    const audited = new AuditedCalls(deps.audit ?? new AuditLog({ ...deps, writer: 'gateway' }), deps.profiles);
    const activity = new ActivityCounts({ ...deps, clock: deps.clock ?? Date.now });
    const estimates = new RuleEstimates({ ...deps, answering, clock: deps.clock ?? Date.now });
    const health = new CatalogHealth(deps);
    const useCases = createUseCases(deps, limits, answering, metrics, { activity, estimates, health });
    // The library of recommendations does not know Nest.
    const life = {
      onApplicationBootstrap: () => answering.start(),
      onModuleDestroy: () => Promise.all([answering.close(), health.close(), activity.close(), estimates.close()]),
    };
    return {
      module: GatewayModule,
      controllers: [
        HttpApiController,
        OperationsController,
        StatusStreamController,
        DocsController,
        TrackersController,
        McpController,
        UcpController,
      ],
      providers: [
        { provide: 'RecommendingLife', useFactory: () => life },
        { provide: GatewayReadiness, useFactory: () => new GatewayReadiness(deps, limits, answering) },
        { provide: ApiCalls, useValue: new ApiCalls(useCases, limits, metrics, deps.logger, audited) },
        { provide: NamedItems, useValue: new NamedItems(deps.bus, deps.catalog) },
        { provide: TRACKER_CLOCK, useValue: () => eventClock({ eventTimes: deps.eventTimes }) },
        { provide: UCP_SETTINGS, useValue: { of: deps.ucp } },
        { provide: AGENT_LOG, useValue: deps.logger },
        { provide: HealthRegistry, useValue: deps.health },
        { provide: Metrics, useValue: deps.metrics },
      ],
    };
  }
}

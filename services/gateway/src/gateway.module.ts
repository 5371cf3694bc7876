import { type DynamicModule, Module } from '@nestjs/common';
import { AuditLog } from '@stars/audit';
import { eventClock, MonotonicVersions } from '@stars/contracts';
import { EVENT_BUS } from '@stars/event-bus';
import { ITEM_CATALOG } from '@stars/item-catalog';
import { UserExport } from '@stars/personal-data';
import { PROFILE_STORE } from '@stars/profile-store';
import { Recommending } from '@stars/recommending';
import { ApiCalls } from './api/api-calls.js';
import { AuditedCalls } from './api/audited-calls.js';
import { GATEWAY_METRICS, GatewayMetrics } from './api/gateway-metrics.js';
import {
  CLOCK,
  DEFAULT_GATEWAY_LIMITS,
  EVENT_CLOCK,
  GATEWAY_LIMITS,
  type GatewayDeps,
  HEALTH,
  KINDS,
  LOGGER,
  METRICS,
  SERVED_MODELS,
  VERSIONS,
} from './gateway-deps.js';
import { GatewayReadiness } from './gateway-readiness.js';
import { HttpApiController } from './http/api.controller.js';
import { DocsController } from './http/docs.controller.js';
import { OperationsController } from './http/operations.controller.js';
import { RecommendingLife } from './recommending-life.js';
import { CatalogChanges } from './use-cases/catalog-changes.js';
import { ConfirmImpression } from './use-cases/confirm-impression.js';
import { DeleteItems } from './use-cases/delete-items.js';
import { DeleteUser } from './use-cases/delete-user.js';
import { ExportUser } from './use-cases/export-user.js';
import { GetItem } from './use-cases/get-item.js';
import { GetUser } from './use-cases/get-user.js';
import { GetUserHistory } from './use-cases/get-user-history.js';
import { ObjectToProfiling } from './use-cases/object-to-profiling.js';
import { Objectors } from './use-cases/objectors.js';
import { SetContext } from './use-cases/set-context.js';
import { Track } from './use-cases/track.js';
import { UpsertItems } from './use-cases/upsert-items.js';
import { UpsertUsers } from './use-cases/upsert-users.js';
import { UseCases } from './use-cases/use-cases.js';

const USE_CASES = [
  Track,
  UpsertItems,
  DeleteItems,
  UpsertUsers,
  DeleteUser,
  SetContext,
  ConfirmImpression,
  GetItem,
  GetUser,
  GetUserHistory,
  ExportUser,
  ObjectToProfiling,
];

/** Recommendations, events and look-ups, over gRPC and HTTP. `ApiServers` has the ports. */
@Module({})
export class GatewayModule {
  static register(deps: GatewayDeps): DynamicModule {
    const limits = { ...DEFAULT_GATEWAY_LIMITS, ...deps.limits };
    return {
      module: GatewayModule,
      controllers: [HttpApiController, OperationsController, DocsController],
      providers: [
        { provide: EVENT_BUS, useValue: deps.bus },
        { provide: PROFILE_STORE, useValue: deps.profiles },
        { provide: KINDS, useValue: deps.kinds ?? new Map() },
        { provide: ITEM_CATALOG, useValue: deps.catalog },
        { provide: SERVED_MODELS, useValue: deps.servedModels },
        { provide: LOGGER, useValue: deps.logger },
        { provide: METRICS, useValue: deps.metrics },
        { provide: HEALTH, useValue: deps.health },
        { provide: CLOCK, useValue: deps.clock ?? Date.now },
        // The machine's clock, as of all who read events later: the "now" of a server is for requests that name no time.
        { provide: EVENT_CLOCK, useValue: () => eventClock({ eventTimes: deps.eventTimes }) },
        { provide: VERSIONS, useValue: new MonotonicVersions() },
        { provide: GATEWAY_LIMITS, useValue: limits },
        { provide: UserExport, useValue: new UserExport(deps) },
        { provide: Recommending, useFactory: () => new Recommending({ ...deps, limits }) },
        RecommendingLife,
        {
          provide: GatewayReadiness,
          useFactory: (recommending: Recommending) => new GatewayReadiness(deps, limits, recommending),
          inject: [Recommending],
        },
        { provide: GATEWAY_METRICS, useValue: new GatewayMetrics(deps.metrics) },
        { provide: AuditLog, useValue: deps.audit ?? new AuditLog({ ...deps, writer: 'gateway' }) },
        AuditedCalls,
        ApiCalls,
        UseCases,
        CatalogChanges,
        Objectors,
        ...USE_CASES,
      ],
    };
  }
}

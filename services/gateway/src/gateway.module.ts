import { type DynamicModule, Module } from '@nestjs/common';
import { MonotonicVersions } from '@stars/contracts';
import { EVENT_BUS } from '@stars/event-bus';
import { SignalRules } from '@stars/features';
import { ITEM_CATALOG } from '@stars/item-catalog';
import { PROFILE_STORE } from '@stars/profile-store';
import { VECTOR_INDEX } from '@stars/vector-index';
import { ApiCalls } from './api/api-calls.js';
import { registerHealthChecks } from './api/health-checks.js';
import { GATEWAY_METRICS, GatewayMetrics } from './door/gateway-metrics.js';
import {
  CLOCK,
  DEFAULT_GATEWAY_LIMITS,
  GATEWAY_LIMITS,
  type GatewayDeps,
  HEALTH,
  LIST_EDITING,
  LOGGER,
  METRICS,
  NO_LIST_EDITING,
  RECORDS_IMPRESSIONS,
  SIGNAL_RULES,
  TIME_ZONE,
  VERSIONS,
} from './gateway-deps.js';
import { GrpcHealth } from './grpc/grpc-health.js';
import { HttpApiController } from './http/api.controller.js';
import { OperationsController } from './http/operations.controller.js';
import { RECOMMENDING } from './recommending/providers.js';
import { SERVED_MODEL } from './served-model.port.js';
import { ConfirmImpression } from './use-cases/confirm-impression.js';
import { DeleteItems } from './use-cases/delete-items.js';
import { DeleteUser } from './use-cases/delete-user.js';
import { Recommend } from './use-cases/recommend.js';
import { RecommendBatch } from './use-cases/recommend-batch.js';
import { SetContext } from './use-cases/set-context.js';
import { SimilarItems } from './use-cases/similar-items.js';
import { Track } from './use-cases/track.js';
import { UpsertItems } from './use-cases/upsert-items.js';
import { UpsertUsers } from './use-cases/upsert-users.js';
import { UseCases } from './use-cases/use-cases.js';

const USE_CASES = [
  Recommend,
  RecommendBatch,
  SimilarItems,
  Track,
  UpsertItems,
  DeleteItems,
  UpsertUsers,
  DeleteUser,
  SetContext,
  ConfirmImpression,
];

/** Recommendations and events, over gRPC and HTTP. `startApiServers` opens the ports. */
@Module({})
export class GatewayModule {
  static register(deps: GatewayDeps): DynamicModule {
    registerHealthChecks(deps);
    return {
      module: GatewayModule,
      controllers: [HttpApiController, OperationsController],
      providers: [
        { provide: EVENT_BUS, useValue: deps.bus },
        { provide: PROFILE_STORE, useValue: deps.profiles },
        { provide: ITEM_CATALOG, useValue: deps.catalog },
        { provide: VECTOR_INDEX, useValue: deps.vectors },
        { provide: SERVED_MODEL, useValue: deps.servedModels },
        { provide: LOGGER, useValue: deps.logger },
        { provide: METRICS, useValue: deps.metrics },
        { provide: HEALTH, useValue: deps.health },
        { provide: CLOCK, useValue: deps.clock ?? Date.now },
        { provide: TIME_ZONE, useValue: deps.timeZone ?? 'UTC' },
        { provide: VERSIONS, useValue: new MonotonicVersions() },
        { provide: GATEWAY_LIMITS, useValue: { ...DEFAULT_GATEWAY_LIMITS, ...deps.limits } },
        { provide: LIST_EDITING, useValue: deps.listEditing ?? NO_LIST_EDITING },
        { provide: RECORDS_IMPRESSIONS, useValue: deps.impressions ?? true },
        { provide: SIGNAL_RULES, useValue: deps.signals ?? new SignalRules() },
        { provide: GATEWAY_METRICS, useValue: new GatewayMetrics(deps.metrics) },
        ApiCalls,
        GrpcHealth,
        UseCases,
        ...RECOMMENDING,
        ...USE_CASES,
      ],
    };
  }
}

import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { ActivityServiceService } from './generated/stars/v1/activity_service.js';
import { CatalogServiceService } from './generated/stars/v1/catalog_service.js';
import { EventServiceService } from './generated/stars/v1/event_service.js';
import { LookupServiceService } from './generated/stars/v1/lookup_service.js';
import { ModelServiceService } from './generated/stars/v1/model_service.js';
import { OperationsServiceService } from './generated/stars/v1/operations_service.js';
import { RecommendationServiceService } from './generated/stars/v1/recommendation_service.js';
import { RuleServiceService } from './generated/stars/v1/rule_service.js';
import { SurfaceServiceService } from './generated/stars/v1/surface_service.js';

/** The package of all contracts, as gRPC names its services. */
export const PROTO_PACKAGE = 'stars.v1';

/** Every method of the generated services, by its rpc name. */
export type ServiceMethod = Capitalize<
  | keyof typeof RecommendationServiceService
  | keyof typeof EventServiceService
  | keyof typeof LookupServiceService
  | keyof typeof CatalogServiceService
  | keyof typeof SurfaceServiceService
  | keyof typeof ActivityServiceService
  | keyof typeof RuleServiceService
  | keyof typeof OperationsServiceService
  | keyof typeof ModelServiceService
>;

/**
 * All services by their full names, for a gRPC server, with the codec of the generated
 * code: handlers get the same messages as all other code. Methods are keyed by their rpc name, such as `Recommend`.
 */
export function packageDefinition(): Record<string, ServiceDefinition> {
  return {
    [`${PROTO_PACKAGE}.RecommendationService`]: byRpcName(RecommendationServiceService),
    [`${PROTO_PACKAGE}.EventService`]: byRpcName(EventServiceService),
    [`${PROTO_PACKAGE}.LookupService`]: byRpcName(LookupServiceService),
    [`${PROTO_PACKAGE}.CatalogService`]: byRpcName(CatalogServiceService),
    [`${PROTO_PACKAGE}.SurfaceService`]: byRpcName(SurfaceServiceService),
    [`${PROTO_PACKAGE}.ActivityService`]: byRpcName(ActivityServiceService),
    [`${PROTO_PACKAGE}.RuleService`]: byRpcName(RuleServiceService),
    [`${PROTO_PACKAGE}.OperationsService`]: byRpcName(OperationsServiceService),
    [`${PROTO_PACKAGE}.ModelService`]: byRpcName(ModelServiceService),
  };
}

function byRpcName(service: ServiceDefinition): ServiceDefinition {
  const methods: Record<string, MethodDefinition<object, object>> = {};
  for (const method of Object.values(service)) {
    const rpcName = method.path.slice(method.path.lastIndexOf('/') + 1);
    methods[rpcName] = method;
  }
  return methods;
}

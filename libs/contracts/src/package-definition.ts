import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { EventServiceService } from './generated/stars/v1/event_service.js';
import { RecommendationServiceService } from './generated/stars/v1/recommendation_service.js';

/** The name that Nest's gRPC transport looks services up in. */
export const PROTO_PACKAGE = 'stars.v1';

/**
 * Both services for `grpc.loadPackageDefinition` and for Nest's `packageDefinition`, with the codec of the generated
 * code: handlers get the same messages as everybody else. Methods are keyed by their rpc name, such as `Recommend`.
 */
export function packageDefinition(): Record<string, ServiceDefinition> {
  return {
    [`${PROTO_PACKAGE}.RecommendationService`]: byRpcName(RecommendationServiceService),
    [`${PROTO_PACKAGE}.EventService`]: byRpcName(EventServiceService),
  };
}

function byRpcName(service: ServiceDefinition): ServiceDefinition {
  const methods: Record<string, MethodDefinition<object, object>> = {};
  for (const [originalName, method] of Object.entries(service)) {
    const rpcName = method.path.slice(method.path.lastIndexOf('/') + 1);
    methods[rpcName] = { ...method, originalName } as MethodDefinition<object, object>;
  }
  return methods;
}

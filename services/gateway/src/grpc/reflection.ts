import { dirname } from 'node:path';
import type { Server } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoFolder, SERVICE_PROTOS } from '@stars/contracts';
import { protoPath as healthProto } from 'grpc-health-check';

/** Server reflection over our .proto files and the health service, so that `grpcurl list` and `describe` work. */
export function addReflection(server: Server): void {
  const healthFolder = dirname(dirname(dirname(healthProto)));
  const definition = loadSync([...SERVICE_PROTOS, 'health/v1/health.proto'], {
    keepCase: true,
    includeDirs: [protoFolder(), healthFolder],
  });
  new ReflectionService(definition).addToServer(server);
}

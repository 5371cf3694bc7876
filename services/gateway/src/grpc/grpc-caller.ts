import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { Caller } from '../door/request-door.js';

/** Who calls over gRPC: their deadline, and whether they are still there. */
export function grpcCaller(call: ServerUnaryCall<unknown, unknown>): Caller {
  return { transport: 'grpc', deadline: call.getDeadline(), whenGone: (then) => call.on('cancelled', then) };
}

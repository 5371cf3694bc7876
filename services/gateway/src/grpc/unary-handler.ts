import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { type RpcMessages, type RpcName, toGrpcFailure } from '@stars/contracts';
import type { RpcHandlers } from '../use-cases/rpc-handlers.js';
import { grpcCaller } from './grpc-caller.js';

type Request<M extends RpcName> = RpcMessages[M]['request'];
type Response<M extends RpcName> = RpcMessages[M]['response'];

/**
 * An rpc of the contract as gRPC's server calls it. An error becomes a gRPC status, with the stable code and the field in the trailers
 * `stars-code` and `stars-field`.
 */
export function unaryHandler<M extends RpcName>(handlers: RpcHandlers, method: M) {
  return (call: ServerUnaryCall<Request<M>, Response<M>>, respond: sendUnaryData<Response<M>>): void => {
    handlers
      .handle(method, () => call.request, grpcCaller(call))
      .then(
        (response) => respond(null, response),
        (error: unknown) => respond(toGrpcFailure(error)),
      );
  };
}

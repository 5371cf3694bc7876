import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { RpcMessages, RpcName } from '@stars/contracts';
import { RpcHandlers } from '../use-cases/rpc-handlers.js';
import { grpcCaller } from './grpc-caller.js';
import { GrpcErrorFilter } from './grpc-error.filter.js';

const SERVICE = 'RecommendationService';

type UnaryCall = ServerUnaryCall<unknown, unknown>;
type Request<M extends RpcName> = RpcMessages[M]['request'];
type Response<M extends RpcName> = Promise<RpcMessages[M]['response']>;

@Controller()
@UseFilters(GrpcErrorFilter)
export class GrpcRecommendationController {
  constructor(@Inject(RpcHandlers) private readonly handlers: RpcHandlers) {}

  @GrpcMethod(SERVICE, 'Recommend')
  recommend(request: Request<'Recommend'>, _: Metadata, call: UnaryCall): Response<'Recommend'> {
    return this.handlers.handle('Recommend', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'RecommendBatch')
  recommendBatch(request: Request<'RecommendBatch'>, _: Metadata, call: UnaryCall): Response<'RecommendBatch'> {
    return this.handlers.handle('RecommendBatch', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'SimilarItems')
  similarItems(request: Request<'SimilarItems'>, _: Metadata, call: UnaryCall): Response<'SimilarItems'> {
    return this.handlers.handle('SimilarItems', () => request, grpcCaller(call));
  }
}

import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { RpcMessages, RpcName } from '@stars/contracts';
import { RpcHandlers } from '../use-cases/rpc-handlers.js';
import { grpcCaller } from './grpc-caller.js';
import { GrpcErrorFilter } from './grpc-error.filter.js';

const SERVICE = 'EventService';

type UnaryCall = ServerUnaryCall<unknown, unknown>;
type Request<M extends RpcName> = RpcMessages[M]['request'];
type Response<M extends RpcName> = Promise<RpcMessages[M]['response']>;

@Controller()
@UseFilters(GrpcErrorFilter)
export class GrpcEventController {
  constructor(@Inject(RpcHandlers) private readonly handlers: RpcHandlers) {}

  @GrpcMethod(SERVICE, 'Track')
  track(request: Request<'Track'>, _: Metadata, call: UnaryCall): Response<'Track'> {
    return this.handlers.handle('Track', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'UpsertItems')
  upsertItems(request: Request<'UpsertItems'>, _: Metadata, call: UnaryCall): Response<'UpsertItems'> {
    return this.handlers.handle('UpsertItems', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'DeleteItems')
  deleteItems(request: Request<'DeleteItems'>, _: Metadata, call: UnaryCall): Response<'DeleteItems'> {
    return this.handlers.handle('DeleteItems', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'UpsertUsers')
  upsertUsers(request: Request<'UpsertUsers'>, _: Metadata, call: UnaryCall): Response<'UpsertUsers'> {
    return this.handlers.handle('UpsertUsers', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'DeleteUser')
  deleteUser(request: Request<'DeleteUser'>, _: Metadata, call: UnaryCall): Response<'DeleteUser'> {
    return this.handlers.handle('DeleteUser', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'SetContext')
  setContext(request: Request<'SetContext'>, _: Metadata, call: UnaryCall): Response<'SetContext'> {
    return this.handlers.handle('SetContext', () => request, grpcCaller(call));
  }

  @GrpcMethod(SERVICE, 'ConfirmImpression')
  confirmImpression(
    request: Request<'ConfirmImpression'>,
    _: Metadata,
    call: UnaryCall,
  ): Response<'ConfirmImpression'> {
    return this.handlers.handle('ConfirmImpression', () => request, grpcCaller(call));
  }
}

import { packageDefinition, type RpcMessages, type RpcName, toGrpcFailure } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { Caller } from '../door/request-door.js';
import type { RpcHandlers } from '../use-cases/rpc-handlers.js';
import type { SentAnswer, SentFailure } from './door-messages.js';

const METHODS = Object.assign({}, ...Object.values(packageDefinition())) as ReturnType<
  typeof packageDefinition
>[string];

/** The rpcs of the contract with their messages as bytes. */
export class RpcBytes {
  constructor(private readonly handlers: RpcHandlers) {}

  /** An error becomes a gRPC status, with the stable code and the field in the trailers `stars-code` and `stars-field`. */
  async call(
    method: RpcName,
    request: Uint8Array<ArrayBuffer>,
    caller: Caller,
  ): Promise<Omit<SentAnswer, 'id'> | Omit<SentFailure, 'id'>> {
    try {
      const message = await this.handlers.handle(method, () => decode(method, request), caller);
      // A copy, for its memory changes hands: what was encoded lies in a pool with others.
      return { response: new Uint8Array(METHODS[method]!.responseSerialize(message)) };
    } catch (error) {
      const { code: status, details, metadata } = toGrpcFailure(error);
      return { status, details, trailers: metadata.getMap() as Record<string, string> };
    }
  }
}

function decode<M extends RpcName>(method: M, request: Uint8Array<ArrayBuffer>): RpcMessages[M]['request'] {
  try {
    return METHODS[method]!.requestDeserialize(Buffer.from(request.buffer));
  } catch (cause) {
    throw new StarsError('STARS_INVALID_FIELD', `the request is no message of ${method}`, { cause });
  }
}

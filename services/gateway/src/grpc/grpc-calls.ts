import { packageDefinition, type RpcMessages, type RpcName, toGrpcFailure } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { ApiCall, ApiCalls } from '../api/api-calls.js';
import { boundedReader } from './bounded-reader.js';
import type { SentAnswer, SentFailure } from './grpc-worker-messages.js';

const METHODS = Object.assign({}, ...Object.values(packageDefinition())) as ReturnType<
  typeof packageDefinition
>[string];

/** The calls of the API with their messages as bytes: reads the request, gets the answer, writes it. */
export class GrpcCalls {
  constructor(private readonly api: ApiCalls) {}

  /** An error becomes a gRPC status, with the stable code and the field in the trailers `stars-code` and `stars-field`. */
  async answer(
    call: ApiCall,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<Omit<SentAnswer, 'id'> | Omit<SentFailure, 'id'>> {
    try {
      const message = await this.api.answer(call, (receiving) => {
        receiving.arrived(bytes.length);
        receiving.whole(bytes.length);
        return read(call.method, bytes);
      });
      // A copy, because its memory is transferred: the encoded message lies in a shared pool.
      return { response: new Uint8Array(METHODS[call.method]!.responseSerialize(message)) };
    } catch (error) {
      return sentFailure(error);
    }
  }

  /** Whether a call may be read; else why not. */
  async admit(call: ApiCall): Promise<Omit<SentFailure, 'id'> | undefined> {
    try {
      await this.api.admit(call);
      return undefined;
    } catch (error) {
      return sentFailure(error);
    }
  }
}

export function sentFailure(error: unknown): Omit<SentFailure, 'id'> {
  const { code: status, details, metadata } = toGrpcFailure(error);
  return { status, details, trailers: metadata.getMap() as Record<string, string> };
}

function read(method: RpcName, bytes: Uint8Array<ArrayBuffer>): RpcMessages[RpcName]['request'] {
  try {
    return METHODS[method]!.requestDeserialize(boundedReader(bytes));
  } catch (cause) {
    if (isStarsError(cause)) throw cause;
    throw new StarsError('STARS_INVALID_FIELD', `the request is no message of ${method}`, { cause });
  }
}

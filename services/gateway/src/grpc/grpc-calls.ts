import { packageDefinition, type RpcMessages, type RpcName, toGrpcFailure } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { ApiCall, ApiCalls } from '../api/api-calls.js';
import { boundedReader } from './bounded-reader.js';
import type { SentFailure } from './grpc-worker-messages.js';

const METHODS = Object.assign({}, ...Object.values(packageDefinition())) as ReturnType<
  typeof packageDefinition
>[string];

/** Answers a call of the API whose messages are bytes: reads the request, gets the answer, writes it. Errors: those of the call. */
export async function answerBytes(
  api: Pick<ApiCalls, 'answer'>,
  call: ApiCall,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const message = await api.answer(call, (receiving) => {
    receiving.arrived(bytes.length);
    receiving.whole(bytes.length);
    return read(call.method, bytes);
  });
  // A copy, because its memory is transferred: the encoded message lies in a shared pool.
  return new Uint8Array(METHODS[call.method]!.responseSerialize(message));
}

/** An error as a gRPC status, with the stable code and the field in the trailers `stars-code` and `stars-field`. */
export function sentFailure(id: number, error: unknown): SentFailure {
  const { code: status, details, metadata } = toGrpcFailure(error);
  return { id, status, details, trailers: metadata.getMap() as Record<string, string> };
}

function read(method: RpcName, bytes: Uint8Array<ArrayBuffer>): RpcMessages[RpcName]['request'] {
  try {
    return METHODS[method]!.requestDeserialize(boundedReader(bytes));
  } catch (cause) {
    if (isStarsError(cause)) throw cause;
    throw new StarsError('STARS_INVALID_FIELD', `the request is no message of ${method}`, { cause });
  }
}

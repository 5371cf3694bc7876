import { constants, type ServerHttp2Stream } from 'node:http2';
import {
  Metadata,
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  ServerListenerBuilder,
  status,
} from '@grpc/grpc-js';
import { METHOD_COSTS } from '@stars/access';
import { PROTO_PACKAGE, type RpcName, toGrpcFailure } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ByteBudget } from '../byte-budget.js';

/** Since its request is there, the answer of a call must be taken within this time, ms. */
const TAKEN_WITHIN_MS = 60_000;
/** Calls of health and reflection that are open at once: some for each balancer and client. */
const MOST_OPEN_SERVICES = 2_000;
let openServices = 0;
const budget = new ByteBudget();
const SMALLEST = Math.min(...Object.values(METHOD_COSTS).map(({ bytes }) => bytes));

/** What @grpc/grpc-js has behind a call. It has one bound for all methods; ours differ. A test would notice another version of it. */
interface ReceivingCall {
  maxReceiveMessageSize: number;
  decoder: { maxReadMessageLength: number };
  stream: ServerHttp2Stream;
}

/** Calls back once a call may be read; or ends the call. */
export type AskFirst = (
  method: RpcName,
  metadata: Metadata,
  call: ServerInterceptingCallInterface,
  admit: () => void,
) => void;

/**
 * Bounds what calls may send: the bytes of each method, and the time until a request is there and its answer is taken. Nothing of a request is read until
 * `askFirst` calls back. Other services (health, reflection) have the smallest bound, and streams that stay open.
 * @param inWork Gets each call from its begin until its answer is taken, or nobody waits for it.
 */
export function boundedCalls(
  askFirst: AskFirst,
  sentWithinMs: number,
  inWork: Set<ServerInterceptingCallInterface>,
): ServerInterceptor {
  const late = { code: status.DEADLINE_EXCEEDED, details: `the request did not come within ${sentWithinMs} ms` };
  return ({ path }, call) => {
    const method = path.slice(path.lastIndexOf('/') + 1) as RpcName;
    const isOurs = path.startsWith(`/${PROTO_PACKAGE}.`);
    bound(call, isOurs ? METHOD_COSTS[method].bytes : SMALLEST);
    if (!isOurs) return openService(call);
    let timer = setTimeout(() => endCall(call, late), sentWithinMs);
    inWork.add(call);
    const given = countBytes(call);
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => askFirst(method, metadata, call, () => next(metadata)))
      .withOnReceiveHalfClose((next) => {
        given();
        clearTimeout(timer);
        timer = setTimeout(() => inner(call).stream.close(constants.NGHTTP2_CANCEL), TAKEN_WITHIN_MS);
        next();
      })
      // Also after an answer that was taken whole.
      .withOnCancel(() => {
        given();
        clearTimeout(timer);
        inWork.delete(call);
      })
      .build();
    return new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener)).build());
  };
}

/** Counts what of a call is in memory until it has come whole. Returns what gives it back, as often as it is called. */
function countBytes(call: ServerInterceptingCallInterface): () => void {
  let held = 0;
  const { stream } = inner(call);
  const count = (chunk: Buffer): void => {
    try {
      budget.take(chunk.length);
      held += chunk.length;
    } catch (error) {
      stream.off('data', count);
      endCall(call, toGrpcFailure(error));
    }
  };
  stream.on('data', count);
  return () => {
    budget.give(held);
    held = 0;
  };
}

/** Health and reflection, which stay open as long as their clients like. */
function openService(call: ServerInterceptingCallInterface): ServerInterceptingCall {
  if (openServices < MOST_OPEN_SERVICES) {
    openServices++;
    inner(call).stream.once('close', () => openServices--);
  } else
    endCall(call, { code: status.RESOURCE_EXHAUSTED, details: 'too many watch already', metadata: new Metadata() });
  return new ServerInterceptingCall(call);
}

/** Ends a call that is not read to its end: what its client still sends is refused. */
export function endCall(
  call: ServerInterceptingCallInterface,
  outcome: Parameters<ServerInterceptingCallInterface['sendStatus']>[0],
): void {
  call.sendStatus(outcome);
  inner(call).stream.close(constants.NGHTTP2_NO_ERROR);
}

function bound(call: ServerInterceptingCallInterface, bytes: number): void {
  const { decoder } = inner(call);
  decoder.maxReadMessageLength = bytes;
  inner(call).maxReceiveMessageSize = bytes;
  const send = call.sendStatus.bind(call);
  // The library's own refusal of a larger one has no code of ours, would look as if it might succeed later, and waits for the rest.
  call.sendStatus = (outcome) => {
    if (outcome.code !== status.RESOURCE_EXHAUSTED || outcome.metadata) return send(outcome);
    send(toGrpcFailure(new StarsError('STARS_TOO_LARGE', String(outcome.details))));
    inner(call).stream.close(constants.NGHTTP2_NO_ERROR);
  };
}

const inner = (call: ServerInterceptingCallInterface) => call as unknown as ReceivingCall;

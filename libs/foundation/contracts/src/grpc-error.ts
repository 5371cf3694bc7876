import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { LimitReachedError, publicError, StarsError, type StarsErrorCode } from '@stars/errors';
import { GRPC_STATUS, grpcStatusOf, STATUS_OF_CODE } from './status-codes.js';

/** Trailing metadata of a failed call: the stable code, and the field's path (percent-encoded where not ASCII). */
const ERROR_CODE_METADATA = 'stars-code';
const ERROR_FIELD_METADATA = 'stars-field';
/** gRPC's own: its clients wait so many ms if they try again. */
const RETRY_METADATA = 'grpc-retry-pushback-ms';

/** Many clients take 8 KiB of trailers, percent-encoded, and otherwise lose the call; a name in a request may be longer. Characters. */
const [MOST_DETAILS, MOST_FIELD] = [1000, 500];

/** The error of a gRPC handler. */
export interface GrpcFailure {
  code: number;
  details: string;
  message: string;
  metadata: Metadata;
}

/**
 * An error as a gRPC status with our code and field in its trailing metadata. Anything but a StarsError becomes
 * `STARS_INTERNAL` without its message, which may contain internal details.
 */
export function toGrpcFailure(error: unknown): GrpcFailure {
  const known = publicError(error);
  const metadata = new Metadata();
  metadata.set(ERROR_CODE_METADATA, known.code);
  if (known.field !== undefined) metadata.set(ERROR_FIELD_METADATA, encodeURI(cut(known.field, MOST_FIELD)));
  if (error instanceof LimitReachedError) metadata.set(RETRY_METADATA, String(error.retryAfterMs));
  const details = cut(known.message, MOST_DETAILS);
  return { code: grpcStatusOf(known.code), details, message: details, metadata };
}

const cut = (text: string, most: number): string =>
  (text.length > most ? `${text.slice(0, most)}…` : text).toWellFormed();

/** A failed call as the StarsError it came from; by its status if the server gave no STARS code. */
export function fromGrpcFailure(error: ServiceError): StarsError {
  const code = error.metadata?.get(ERROR_CODE_METADATA)[0];
  const field = error.metadata?.get(ERROR_FIELD_METADATA)[0];
  const known = typeof code === 'string' && Object.hasOwn(STATUS_OF_CODE, code);
  const message = readable(error.details || error.message);
  return new StarsError(known ? (code as StarsErrorCode) : codeOfStatus(error.code), message, {
    ...(typeof field === 'string' ? { field: decodeField(field) } : {}),
    cause: error,
  });
}

/** grpc-js reports a failed connection with notes of its own around the cause. */
const readable = (details: string): string =>
  details.replace(/^No connection established\. Last error: (.*?)\. Resolution note:.*$/s, '$1');

function decodeField(field: string): string {
  try {
    return decodeURI(field);
  } catch {
    return field;
  }
}

function codeOfStatus(code: number): StarsErrorCode {
  switch (code) {
    case GRPC_STATUS.INVALID_ARGUMENT:
      return 'STARS_INVALID_FIELD';
    case GRPC_STATUS.UNAUTHENTICATED:
      return 'STARS_UNAUTHENTICATED';
    case GRPC_STATUS.PERMISSION_DENIED:
      return 'STARS_PERMISSION_DENIED';
    case GRPC_STATUS.NOT_FOUND:
      return 'STARS_NOT_FOUND';
    case GRPC_STATUS.DEADLINE_EXCEEDED:
      return 'STARS_DEADLINE_EXCEEDED';
    case GRPC_STATUS.RESOURCE_EXHAUSTED:
      return 'STARS_OVERLOADED';
    case GRPC_STATUS.UNAVAILABLE:
    case status.CANCELLED:
      return 'STARS_UNAVAILABLE';
    default:
      return 'STARS_INTERNAL';
  }
}

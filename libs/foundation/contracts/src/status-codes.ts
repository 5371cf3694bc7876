import type { StarsErrorCode } from '@stars/errors';

/** gRPC status numbers of our codes. */
export const GRPC_STATUS = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
} as const;

type GrpcStatusName = keyof typeof GRPC_STATUS;

/** For each code, its gRPC status and its HTTP status. */
export const STATUS_OF_CODE: Readonly<Record<StarsErrorCode, readonly [grpc: GrpcStatusName, http: number]>> = {
  STARS_FIELD_REQUIRED: ['INVALID_ARGUMENT', 400],
  STARS_INVALID_FIELD: ['INVALID_ARGUMENT', 400],
  STARS_UNKNOWN_TYPE: ['INVALID_ARGUMENT', 400],
  STARS_INVALID_TIME: ['INVALID_ARGUMENT', 400],
  STARS_TIME_AHEAD: ['INVALID_ARGUMENT', 400],
  STARS_TIME_BEHIND: ['INVALID_ARGUMENT', 400],
  STARS_TOO_LARGE: ['INVALID_ARGUMENT', 413],
  STARS_OUT_OF_RANGE: ['INVALID_ARGUMENT', 400],
  STARS_UNKNOWN_FILTER_FIELD: ['INVALID_ARGUMENT', 400],
  STARS_USAGE: ['INVALID_ARGUMENT', 400],
  STARS_UNREADABLE_FILE: ['INVALID_ARGUMENT', 422],
  STARS_NOT_FOUND: ['NOT_FOUND', 404],
  STARS_METHOD_NOT_ALLOWED: ['UNIMPLEMENTED', 405],
  STARS_NOT_ENOUGH_DATA: ['FAILED_PRECONDITION', 409],
  STARS_CONFIG_INVALID: ['FAILED_PRECONDITION', 500],
  STARS_PORT_IN_USE: ['FAILED_PRECONDITION', 500],
  STARS_MODEL_NOT_READY: ['UNAVAILABLE', 503],
  STARS_UNAVAILABLE: ['UNAVAILABLE', 503],
  STARS_OVERLOADED: ['RESOURCE_EXHAUSTED', 429],
  STARS_DISK_FULL: ['RESOURCE_EXHAUSTED', 507],
  STARS_DEADLINE_EXCEEDED: ['DEADLINE_EXCEEDED', 504],
  STARS_DIGEST_MISMATCH: ['DATA_LOSS', 500],
  STARS_MODEL_CORRUPT: ['DATA_LOSS', 500],
  STARS_MODEL_OUTDATED: ['FAILED_PRECONDITION', 500],
  STARS_POISON_MESSAGE: ['DATA_LOSS', 500],
  STARS_INTERNAL: ['INTERNAL', 500],
};

/** The gRPC status number of a code. A code of a newer version is INTERNAL. */
export function grpcStatusOf(code: string): number {
  return GRPC_STATUS[rowOf(code)[0]];
}

/** The HTTP status of a code. A code of a newer version is 500. */
export function httpStatusOf(code: string): number {
  return rowOf(code)[1];
}

function rowOf(code: string): readonly [GrpcStatusName, number] {
  return Object.hasOwn(STATUS_OF_CODE, code) ? STATUS_OF_CODE[code as StarsErrorCode] : STATUS_OF_CODE.STARS_INTERNAL;
}

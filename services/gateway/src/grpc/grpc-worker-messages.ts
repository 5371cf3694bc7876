import type { Credentials, TlsContents } from '@stars/access';
import type { RpcName } from '@stars/contracts';
import type { ConnectionBounds } from '../connection-bounds.js';

/** Messages between the thread of the gRPC server and the thread that answers. */
export type FromGrpcWorker =
  | { listening: number }
  | { refused: string }
  | AskedCall
  | ReceivedCall
  | { gone: number }
  | { connectionsRefused: number };

export type ToGrpcWorker =
  | { admitted: number }
  | SentAnswer
  | SentFailure
  | { serving: boolean }
  | { tls: TlsContents }
  | 'close';

/** A call of a caller who is not known yet, before its request is read: it is `admitted`, or fails. */
export interface AskedCall extends Credentials {
  asks: number;
  method: RpcName;
  /** As of a received call. */
  deadline: number;
}

export interface ReceivedCall extends Credentials {
  /** Number of the call in this server; its answer has the same. */
  id: number;
  method: RpcName;
  /** The caller's deadline, ms since 1970; Infinity for none. */
  deadline: number;
  request: Uint8Array<ArrayBuffer>;
  /** Metadata of that name, if this process traces. */
  traceparent?: string | undefined;
}

export interface SentAnswer {
  id: number;
  response: Uint8Array<ArrayBuffer>;
}

export interface SentFailure {
  id: number;
  /** gRPC's. */
  status: number;
  details: string;
  /** ASCII only. */
  trailers: Record<string, string>;
}

export interface GrpcServerOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  /** Absent: in plain text. */
  tls?: TlsContents | undefined;
  /** Whether callers must say who they are. */
  asksCallers: boolean;
  /** Whether the metadata `traceparent` of calls is read. */
  traces: boolean;
  connections: ConnectionBounds;
}

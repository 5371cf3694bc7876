import type { RpcName } from '@stars/contracts';

/** What the thread that has the gRPC server and the thread that answers say to each other. */
export type FromGrpcWorker = { listening: number } | { refused: string } | ReceivedCall | { gone: number };

export type ToGrpcWorker = SentAnswer | SentFailure | { serving: boolean } | 'close';

export interface ReceivedCall {
  /** Of this server; its answer bears it. */
  id: number;
  method: RpcName;
  /** The caller's, ms since 1970; Infinity for none. */
  deadline: number;
  request: Uint8Array<ArrayBuffer>;
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
  /** 0 for any that is free. */
  port: number;
}

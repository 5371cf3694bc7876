import type { Caller } from '@stars/access';
import type { RpcMessages, RpcName } from '@stars/contracts';

/** @param until when the answer must be there, ms of `performance.now` */
export type UseCase<M extends RpcName> = (
  request: RpcMessages[M]['request'],
  signal: AbortSignal,
  until: number,
  caller: Caller,
) => Promise<RpcMessages[M]['response']>;
